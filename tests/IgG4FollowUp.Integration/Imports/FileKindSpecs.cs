using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>A file that is no table of text is named by its first bytes and by its name, and the sender told what to do instead.</summary>
public sealed class FileKindSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly (string Named, byte[] Bytes)[] Files =
    [
        (".xlsx", Archive("[Content_Types].xml", "xl/workbook.xml")), (".ods", Archive("mimetype", "content.xml")),
        (".numbers", Archive("Index/Document.iwa")), (".docx", Archive("[Content_Types].xml", "word/document.xml")),
        (".zip", Archive("table.csv")),
        (".xls", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), ("PDF", "%PDF-1.7\n"u8.ToArray()), (".gz", [0x1f, 0x8b, 8, 0]),
        (".bz2", "BZh91AY&SY"u8.ToArray()), (".xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), (".zst", [0x28, 0xb5, 0x2f, 0xfd]),
        (".7z", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), (".rar", "Rar!\u001a\a"u8.ToArray()),
        (".parquet", "PAR1\u0015\u0004\u0015 PAR1"u8.ToArray()), (".feather", "ARROW1\0\0"u8.ToArray()),
        (".sav", "$FL2@(#) SPSS DATA FILE"u8.ToArray()), (".dta", "<stata_dta><header>"u8.ToArray()),
        (".dta", [0x72, 2, 1, 0, 5, 0, 9, 0]),
        (".sas7bdat",
            [.. new byte[12], 0xc2, 0xea, 0x81, 0x60, 0xb3, 0x14, 0x11, 0xcf, 0xbd, 0x92, 8, 0, 9, 0xc7, 0x31,
                0x8c, 0x18, 0x1f, 0x10, 0x11]),
        (".xpt", "HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"u8.ToArray()), (".rds", "RDX3\nX\n"u8.ToArray()),
        (".mdb", [0, 1, 0, 0, .. "Standard Jet DB\0"u8]), (".accdb", [0, 1, 0, 0, .. "Standard ACE DB\0"u8]),
        ("SQLite", "SQLite format 3\0"u8.ToArray()), (".rtf", "{\\rtf1\\ansi"u8.ToArray()),
        ("picture", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]),
        ("picture", [0xff, 0xd8, 0xff, 0xe0]), ("UTF-16", Encoding.Unicode.GetPreamble()), ("XML", "<?xml version=\"1.0\"?>"u8.ToArray()),
    ];

    [Fact]
    public async Task a_file_of_another_program_is_named_by_its_first_bytes_whatever_type_it_is_sent_as()
    {
        using var clinic = service.Client(clinic: "file-kinds");
        foreach (var (named, bytes) in Files)
        {
            foreach (var type in new[] { "text/csv", "text/tab-separated-values", "application/x-ndjson" })
            {
                using var response = await clinic.ImportAsync(bytes, contentType: type);
                response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, named);
                var detail = (await response.JsonAsync())["detail"]!.GetValue<string>();
                detail.ShouldContain(named, Case.Sensitive, $"{named} as {type}");
                detail.ShouldMatch("(?i)send |unpack |save ", named);
            }
        }
    }

    [Theory]
    [InlineData("application/vnd.ms-excel", ".xls")]
    [InlineData("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")]
    [InlineData("application/vnd.oasis.opendocument.spreadsheet", ".ods")]
    [InlineData("application/vnd.apple.numbers", ".numbers")]
    [InlineData("application/pdf", "PDF")]
    [InlineData("application/zip", "archive")]
    [InlineData("application/gzip", "compressed")]
    [InlineData("application/vnd.apache.parquet", ".parquet")]
    [InlineData("application/x-spss-sav", "statistics program")]
    [InlineData("application/msaccess", ".mdb, .accdb")]
    [InlineData("application/json", "one patient a line")]
    [InlineData("text/html", "page")]
    public async Task a_media_type_of_another_program_is_refused_with_what_to_do(string type, string said)
    {
        using var clinic = service.Client(clinic: "file-types");
        using var content = new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var response = await clinic.PostAsync("/api/imports", content, TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await response.JsonAsync())["detail"]!.GetValue<string>().ShouldContain(said);
    }

    [Fact]
    public void every_name_of_a_file_of_another_program_is_told_what_to_do()
    {
        foreach (var ending in new[]
        {
            ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers", ".docx", ".doc", ".odt", ".rtf", ".pdf", ".sav", ".zsav", ".dta",
            ".sas7bdat",
            ".xpt", ".rds", ".RData", ".mdb", ".accdb", ".parquet", ".feather", ".db", ".sqlite", ".zip", ".7z", ".rar", ".tar",
            ".gz", ".tgz",
            ".bz2", ".xz", ".zst", ".json", ".xml", ".html",
        })
            FileKind.OfName(ending).ShouldNotBeNull(ending).ShouldMatch("(?i)send |unpack ", ending);
    }

    [Theory]
    [InlineData("PAR1,sex\nA-1,m\n")]
    [InlineData("RDA_id,study_number\n1,A-1\n")]
    [InlineData("RDX,study_number\n1,A-1\n")]
    [InlineData("BZh9,study_number\n1,A-1\n")]
    [InlineData("sr,study_number\n1,A-1\n")]
    public void a_table_whose_first_header_begins_like_another_file_is_a_table(string text) =>
        FileKind.OfTable(Encoding.UTF8.GetBytes(text)).ShouldBeNull();

    private static byte[] Archive(params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                if (name == "mimetype") entry.Write("application/vnd.oasis.opendocument.spreadsheet"u8);
            }
        }

        return bytes.ToArray();
    }
}
