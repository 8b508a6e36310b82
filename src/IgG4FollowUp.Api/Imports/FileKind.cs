namespace IgG4FollowUp.Api.Imports;

/// <summary>Names what is no text at all, by its first bytes or by its name, and says what to do with it.</summary>
public static class FileKind
{
    private const string SaveAs = "open it and save the sheet as CSV ('Save as', 'CSV UTF-8 (comma delimited)'), then send that file.";

    private const string Export = "export the table as CSV in UTF-8, then send that file.";

    private const string Unpack = "unpack it and send the table in it, one file at a time.";

    // Where an archive names what is in it: its first names stand at its beginning, the rest at its end.
    private const int Looked = 64 * 1024;

    /// <summary>What a file is by its first bytes, and what to do; null when it may be text.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith("PK\u0005\u0006"u8) ? OfArchive(bytes)
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xd0, 0xcf, 0x11, 0xe0]) ? $"This is an old spreadsheet file (.xls), not text: {SaveAs}"
        : bytes.StartsWith("%PDF"u8) ? "This is a PDF, not text; send the table it was made from as CSV."
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) ? "This is a compressed file (.gz); unpack it first."
        : bytes is [(byte)'B', (byte)'Z', (byte)'h', _, (byte)'1', (byte)'A', (byte)'Y', ..]
            ? $"This is a compressed file (.bz2), not text: {Unpack}"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xfd, 0x37, 0x7a, 0x58, 0x5a]) ? $"This is a compressed file (.xz), not text: {Unpack}"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? $"This is a compressed file (.zst), not text: {Unpack}"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7a, 0xbc, 0xaf]) ? $"This is an archive (.7z), not text: {Unpack}"
        : bytes.StartsWith("Rar!"u8) ? $"This is an archive (.rar), not text: {Unpack}"
        : bytes.StartsWith("PAR1"u8) && bytes.EndsWith("PAR1"u8) ? $"This is a Parquet file (.parquet), not text: {Export}"
        : bytes.StartsWith("ARROW1\0"u8) ? $"This is an Arrow file (.feather, .arrow), not text: {Export}"
        : bytes.StartsWith("$FL2"u8) || bytes.StartsWith("$FL3"u8) ? $"This is a file of SPSS (.sav), not text: {Export}"
        : IsStata(bytes) ? $"This is a file of Stata (.dta), not text: {Export}"
        : IsSas(bytes) ? $"This is a file of SAS (.sas7bdat), not text: {Export}"
        : bytes.StartsWith("HEADER RECORD*******"u8) ? $"This is a transport file of SAS (.xpt), not a table: {Export}"
        : bytes is [(byte)'R', (byte)'D', (byte)'A' or (byte)'X', (byte)'2' or (byte)'3', (byte)'\n', ..]
            ? $"This is a file of R (.rds, .RData), not text: {Export}"
        : bytes.Length > 19 && bytes[..4].SequenceEqual((ReadOnlySpan<byte>)[0, 1, 0, 0]) && bytes[4..].StartsWith("Standard "u8)
            ? $"This is an Access database (.mdb, .accdb), not text: {Export}"
        : bytes.StartsWith("SQLite format 3"u8) ? $"This is an SQLite database, not text: {Export}"
        : bytes.StartsWith("{\\rtf"u8) ? $"This is a text with formatting (.rtf), not CSV: {Export}"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff])
            ? "This is a picture, not text; send the table it shows as CSV."
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])
        // Text in UTF-8 has no U+0000, and text in UTF-16 hardly a line without one of its bytes.
        || bytes[..Math.Min(bytes.Length, 4)].Count((byte)0) > 1
            ? "This text is in UTF-16 ('Unicode text'); save it as 'CSV UTF-8'."
        : bytes.StartsWith("<?xml"u8) || bytes.StartsWith("<html"u8) || bytes.StartsWith("<!DOCTYPE"u8)
            ? $"This is a page or XML, not CSV: {SaveAs}"
        : null;

    /// <summary>What a file that should be a table is instead; null when it may be one.</summary>
    public static string? OfTable(ReadOnlySpan<byte> bytes) =>
        Of(bytes) ?? (bytes.TrimStart(" \t\r\n["u8) is [(byte)'{', ..]
            ? "This is JSON, not CSV; send one patient a line as application/x-ndjson (.ndjson)."
            : null);

    /// <summary>
    /// What to do with a file of a media type or a file name that stands for something else than a table of text; null for any other.
    /// </summary>
    public static string? OfName(string mediaTypeOrExtension) => mediaTypeOrExtension.ToLowerInvariant() switch
    {
        ".xlsx" or ".xlsm" or ".xlsb"
            or "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" =>
                $"This is an Excel workbook (.xlsx), not text: {SaveAs}",
        ".xls" or "application/vnd.ms-excel" or "application/msexcel" => $"This is an Excel workbook (.xls), not text: {SaveAs}",
        ".ods" or "application/vnd.oasis.opendocument.spreadsheet" => $"This is an OpenDocument spreadsheet (.ods), not text: {SaveAs}",
        ".numbers" or "application/vnd.apple.numbers" or "application/x-iwork-numbers-sffnumbers" =>
            $"This is a Numbers spreadsheet (.numbers), not text: {SaveAs}",
        ".docx" or ".doc" or ".odt" or ".rtf" or "application/msword" or "application/rtf" or "text/rtf"
            or "application/vnd.openxmlformats-officedocument.wordprocessingml.document" =>
                $"This is a document, not CSV: {Export}",
        ".pdf" or "application/pdf" => "This is a PDF, not text; send the table it was made from as CSV.",
        ".sav" or ".zsav" or ".dta" or ".sas7bdat" or ".xpt" or ".rds" or ".rdata" or "application/x-spss-sav" or "application/x-stata-dta"
            or "application/x-sas-data" => "This is a file of a statistics program; export it as CSV, then send that file.",
        ".mdb" or ".accdb" or "application/msaccess" or "application/vnd.ms-access" or "application/x-msaccess" =>
            $"This is an Access database (.mdb, .accdb), not text: {Export}",
        ".parquet" or "application/vnd.apache.parquet" => $"This is a Parquet file (.parquet), not text: {Export}",
        ".feather" or ".arrow" or "application/vnd.apache.arrow.file" => $"This is an Arrow file (.feather, .arrow), not text: {Export}",
        ".db" or ".sqlite" or "application/vnd.sqlite3" => $"This is a database, not text: {Export}",
        ".zip" or ".7z" or ".rar" or ".tar" or "application/zip" or "application/x-zip-compressed" or "application/x-7z-compressed"
            or "application/vnd.rar" or "application/x-tar" => $"This is an archive, not text: {Unpack}",
        ".gz" or ".tgz" or ".bz2" or ".xz" or ".zst" or "application/gzip" or "application/x-gzip" or "application/x-bzip2"
            or "application/zstd" => $"This is a compressed file, not text: {Unpack}",
        ".json" or "application/json" => "This is JSON; send one patient a line as application/x-ndjson (.ndjson).",
        ".xml" or ".html" or ".htm" or "application/xml" or "text/xml" or "text/html" => $"This is a page or XML, not CSV: {SaveAs}",
        _ => null,
    };

    // Spreadsheets are archives too, and name in them what they are.
    private static string OfArchive(ReadOnlySpan<byte> bytes)
    {
        var head = bytes[..Math.Min(bytes.Length, Looked)];
        var tail = bytes[^head.Length..];
        return Names(head, tail, "opendocument.spreadsheet"u8) ? $"This is an OpenDocument spreadsheet (.ods), not text: {SaveAs}"
            : Names(head, tail, "xl/workbook"u8) ? $"This is an Excel workbook (.xlsx), not text: {SaveAs}"
            : Names(head, tail, "Index/Document.iwa"u8) || Names(head, tail, "Index.zip"u8)
                ? $"This is a Numbers spreadsheet (.numbers), not text: {SaveAs}"
            : Names(head, tail, "word/document"u8) || Names(head, tail, "opendocument.text"u8)
                ? $"This is a document (.docx, .odt), not CSV: {Export}"
            : $"This is a spreadsheet file (.xlsx or .ods) or another archive (.zip), not text: {SaveAs} Of another archive, {Unpack}";

        static bool Names(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, ReadOnlySpan<byte> name) =>
            head.IndexOf(name) >= 0 || tail.IndexOf(name) >= 0;
    }

    // Since version 13 its tags are words; before, a number of the version, the order of bytes and a one.
    private static bool IsStata(ReadOnlySpan<byte> bytes) => bytes.StartsWith("<stata_dta>"u8)
        || bytes is [>= 0x69 and <= 0x73, 1 or 2, 1, 0, ..];

    private static bool IsSas(ReadOnlySpan<byte> bytes) => bytes.Length >= 32 && bytes[..12].IndexOfAnyExcept((byte)0) < 0
        && bytes[12..].StartsWith((ReadOnlySpan<byte>)[0xc2, 0xea, 0x81, 0x60]);
}
