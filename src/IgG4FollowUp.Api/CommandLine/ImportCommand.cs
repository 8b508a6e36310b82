using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary><c>./followup import FILE</c>: sends a file to the running service and shows how it fares.</summary>
public static class ImportCommand
{
    /// <summary>Exit code when the file was read but rows of it were refused.</summary>
    public const int RowsRefused = 2;

    public static Command Create()
    {
        var file = new Argument<FileInfo>("file")
        {
            Description = "A table of patients (.csv, .tsv, .txt), or patients as NDJSON (.ndjson, .jsonl).",
        };
        file.AcceptExistingOnly();
        var url = Commands.ServiceAddress();
        var clinic = new Option<string?>("--clinic") { Description = "The clinic's slug, for a development token." };
        var token = Commands.Token("Bearer token; without one a development token is made for --clinic.");
        var mode = new Option<string>("--mode")
        {
            Description = "all-or-nothing or row-by-row.",
            DefaultValueFactory = _ => "all-or-nothing",
        };
        mode.AcceptOnlyFromAmong("all-or-nothing", "row-by-row");
        var dryRun = new Option<bool>("--dry-run") { Description = "Report what would happen; record nothing." };
        var map = new Option<FileInfo>("--map") { Description = "JSON that says what the columns of a table hold; see the README." };
        map.AcceptExistingOnly();
        var data = Commands.DataFolder();
        var command = new Command("import", "Import patients from a file into a clinic.") { file, url, clinic, token, mode, dryRun, map,
            data };
        command.SetAction(async (result, cancellation) =>
        {
            var bearer = result.GetValue(token);
            if (bearer is null)
            {
                if (result.GetValue(clinic) is not { } slug || !Policies.IsClinic(slug))
                    return await SayAsync("Give --clinic, a slug of lower-case letters, digits and hyphens, or --token.");
                bearer = DevelopmentTokens.Of(result.GetValue(data)!.FullName)
                    .Create(Roles.Clinician, slug, "import", TimeProvider.System.GetUtcNow());
            }

            using var http = new HttpClient { BaseAddress = result.GetValue(url), Timeout = Timeout.InfiniteTimeSpan };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            return await SendAsync(http, result.GetValue(file)!, result.GetValue(mode)!, result.GetValue(dryRun), result.GetValue(map),
                Console.Out, cancellation);
        });
        return command;
    }

    /// <summary>Sends the file, shows each row that has something to say, and returns the exit code.</summary>
    public static async Task<int> SendAsync(
        HttpClient http, FileInfo file, string mode, bool dryRun, FileInfo? map, TextWriter console, CancellationToken cancellation)
    {
        var mediaType = file.Extension.ToLowerInvariant() switch
        {
            ".csv" or ".txt" => ImportPatients.Csv,
            ".tsv" or ".tab" => ImportPatients.Tsv,
            ".ndjson" or ".jsonl" => ImportAnswers.Lines,
            _ => null,
        };
        if (mediaType is null)
            return await SayAsync(FileKind.OfName(file.Extension) ?? "The file must end in .csv, .tsv, .txt, .ndjson or .jsonl.");
        var columns = map is null
            ? ""
            : $"&{ImportPatients.MapParameter}={Uri.EscapeDataString(await File.ReadAllTextAsync(map.FullName, cancellation))}";
        using var request = new HttpRequestMessage(HttpMethod.Post,
            $"/api/imports?mode={mode}&dryRun={(dryRun ? "true" : "false")}{columns}");
        request.Content = new StreamContent(file.OpenRead()) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        request.Headers.Accept.Add(new(ImportAnswers.Lines));
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!response.IsSuccessStatusCode) return await SayAsync(await ProblemAsync(response, cancellation));
            return await ShowAsync(response, console, cancellation);
        }
        catch (HttpRequestException e)
        {
            return await SayAsync($"The service at {http.BaseAddress} cannot be reached: {e.Message}");
        }
        catch (IOException)
        {
            return await SayAsync(EndedEarly);
        }
        catch (JsonException)
        {
            return await SayAsync(Commands.NotThisService(http.BaseAddress));
        }
    }

    private const string EndedEarly = "The answer ended early. Repeat the import: rows that were recorded are recognised.";

    private static async Task<int> ShowAsync(HttpResponseMessage response, TextWriter console, CancellationToken cancellation)
    {
        var rows = new SortedDictionary<int, ImportRow>();
        ImportAnswers.LastLine? last = null;
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("summary", out _)) last = json.Deserialize<ImportAnswers.LastLine>(EntryJson.Options)!;
            else if (json.Deserialize<ImportRow>(EntryJson.Options) is { } row) rows[row.Row] = row;
            if (!Console.IsOutputRedirected || last is not null) await console.WriteAsync("\r" + Counted.Of(rows.Count, "row"));
        }

        await console.WriteLineAsync();
        if (last is null) return await SayAsync(EndedEarly);
        foreach (var column in last.Columns ?? []) await console.WriteLineAsync(Text(column));
        foreach (var row in rows.Values.Where(row =>
            row.Reasons.Count > 0 || row.Warnings.Count > 0 || row.Outcome == RowOutcome.Duplicate))
            await console.WriteLineAsync(Text(row));
        await console.WriteLineAsync(Text(last.Summary));
        return last.Summary.Refused > 0 ? RowsRefused : 0;
    }

    private static string Text(ImportColumn column)
    {
        var taken = column.Source switch
        {
            ColumnSource.Guessed => $"taken for {column.Field}",
            ColumnSource.Named or ColumnSource.Mapped => column.Field!,
            ColumnSource.Ignored => "left out",
            _ => "NOT TAKEN",
        };
        var unit = column.Unit is null ? "" : $" in {column.Unit}";
        var values = string.Concat((column.Values ?? []).Select(value =>
            $"\n      '{value.Value}' {(value.Understood is null ? "NOT UNDERSTOOD" : $"-> {value.Understood}")}"
                + (value.Rows > 1 ? $", {value.Rows} rows" : "")));
        return $"  column {column.Column}: {taken}{unit}; {column.Filled} filled, {column.StatedAbsent} stated absent, "
            + $"{column.NotReported} not reported."
            + (column.Detail is null ? "" : $" {column.Detail}") + values;
    }

    private static string Text(ImportRow row)
    {
        var outcome = row.Outcome switch
        {
            RowOutcome.AcceptedWithWarnings => "warning",
            RowOutcome.Duplicate =>
                "duplicate of " + (row.DuplicateOf!.Row is { } other ? $"row {other}" : $"patient {row.DuplicateOf.PatientId}"),
            var plain => plain.ToString().ToLowerInvariant(),
        };
        var remarks = row.Reasons.Concat(row.Warnings).Select(remark =>
            $"\n    {remark.Column ?? remark.Pointer,-18} {remark.Code}: "
            + $"{(remark.Value is null ? "" : $"'{remark.Value}': ")}{remark.Detail}"
            + (remark.OtherRow is { } otherRow ? $" (row {otherRow})" : "")
            + (remark.OtherPatientId is { } otherPatient ? $" (patient {otherPatient})" : ""));
        return $"  row {row.Row,5}, line {row.Line,5}  {outcome}{string.Concat(remarks)}";
    }

    private static string Text(ImportSummary summary) =>
        $"{Counted.Of(summary.Rows, "row")}: {summary.Accepted} accepted, {summary.AcceptedWithWarnings} accepted with warnings, "
        + $"{summary.Refused} refused, {Counted.Of(summary.Duplicates, "duplicate")}"
        + $"{(summary.Merged > 0 ? $", {Counted.Of(summary.Merged, "further row")} of these patients" : "")}. "
            + (summary.DryRun ? "Dry run: nothing was recorded."
            : !summary.Applied ? "Nothing was recorded: one refused row refuses all."
            : summary.Accepted + summary.AcceptedWithWarnings == 0 ? "Nothing new to record." : "Recorded.");

    private static async Task<string> ProblemAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType != Http.Problem.ContentType) return $"The service answered {status}.";
        var problem = JsonSerializer.Deserialize<Http.Problem>(await response.Content.ReadAsStringAsync(cancellation), Http.Problem.Json)!;
        return $"The service answered {status}: {problem.Title}. {problem.Detail}";
    }

    private static async Task<int> SayAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }
}
