namespace IgG4FollowUp.Api.Imports;

/// <summary>Names what is no text at all, and says what to do with it.</summary>
public static class FileKind
{
    private const string SaveAs = "open it and save the sheet as CSV ('Save as', 'CSV UTF-8 (comma delimited)'), then send that file.";

    /// <summary>What a file is by its first bytes, and what to do; null when it may be text.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("PK\u0003\u0004"u8) ? $"This is a spreadsheet file (.xlsx or .ods) or another archive, not text: {SaveAs}"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xd0, 0xcf, 0x11, 0xe0]) ? $"This is an old spreadsheet file (.xls), not text: {SaveAs}"
        : bytes.StartsWith("%PDF"u8) ? "This is a PDF, not text; send the table it was made from as CSV."
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]) ? "This is a compressed file (.gz); unpack it first."
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])
        // Text in UTF-8 has no U+0000, and text in UTF-16 hardly a line without one of its bytes.
        || bytes[..Math.Min(bytes.Length, 4)].Count((byte)0) > 1
            ? "This text is in UTF-16 ('Unicode text'); save it as 'CSV UTF-8'."
        : bytes.StartsWith("<?xml"u8) || bytes.StartsWith("<html"u8) || bytes.StartsWith("<!DOCTYPE"u8)
            ? $"This is a page or XML, not CSV: {SaveAs}"
        : null;

    /// <summary>What a file that should be a table is instead; null when it may be one.</summary>
    public static string? OfTable(ReadOnlySpan<byte> bytes) =>
        bytes.TrimStart(" \t\r\n["u8) is [(byte)'{', ..]
            ? "This is JSON, not CSV; send one patient a line as application/x-ndjson (.ndjson)."
            : Of(bytes);

    /// <summary>What to do with a file of a media type or a file name that stands for a spreadsheet; null for any other.</summary>
    public static string? OfName(string mediaTypeOrExtension) => mediaTypeOrExtension.ToLowerInvariant() switch
    {
        ".xlsx" or ".xlsm"
            or "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" =>
                $"This is an Excel workbook (.xlsx), not text: {SaveAs}",
        ".xls" or "application/vnd.ms-excel" or "application/msexcel" => $"This is an Excel workbook (.xls), not text: {SaveAs}",
        ".ods" or "application/vnd.oasis.opendocument.spreadsheet" => $"This is an OpenDocument spreadsheet (.ods), not text: {SaveAs}",
        ".sav" or ".dta" or ".sas7bdat" => "This is a file of a statistics program; export it as CSV, then send that file.",
        _ => null,
    };
}
