using System.Net;
using System.Text;
using IgG4FollowUp.Api.Imports;
using IgG4FollowUp.Integration.Hosting;

namespace IgG4FollowUp.Integration.Imports;

/// <summary>Numbers that a spreadsheet spoilt, or that are none.</summary>
public sealed class BrokenNumberSpecs(FollowUpService service) : IClassFixture<FollowUpService>
{
    private static readonly string[] Broken =
    [
        "135.00000000000003", "12.333333333333334", "1e3", "1E+3", "1,234,567", "1..2", "1.2.3", "-1", "--1", "+-1", "\u2212 1", "\u0663",
        new('\uff19', 14), "\u0967", "#DIV/0!", "#REF!", "Infinity", "\u221e",
        "0x10", "\u00bd", "1\u00b2", "79228162514264337593543950336", "9999999999999999999", ".5.", "e", "1e400",
    ];

    [Fact]
    public async Task a_broken_number_in_any_column_refuses_its_row_by_that_column_and_no_other()
    {
        using var clinic = service.Client(clinic: "broken-cells");
        var fields = NumberColumns.All.Concat(CaseField.All.Where(field => field.IsDate)).ToList();
        fields.Count.ShouldBeGreaterThan(40);
        var faults = new List<string>();
        foreach (var field in fields)
        {
            var file = NumberColumns.File(field.Name, Broken.SelectMany(cell => new[] { "", cell }).Append(""));
            using var response = await clinic.ImportAsync(Encoding.UTF8.GetBytes(file), "?mode=row-by-row&dryRun=true");
            response.StatusCode.ShouldBe(HttpStatusCode.OK, field.Name);
            var rows = (await response.ReportAsync()).Rows;
            rows.Count.ShouldBe(Broken.Length * 2 + 1, field.Name);
            foreach (var (index, row) in rows.Index())
            {
                // A row that says when something was found, and not what, is warned about.
                var right = index % 2 == 0
                    ? row.Outcome is RowOutcome.Accepted or RowOutcome.AcceptedWithWarnings
                    : row is { Outcome: RowOutcome.Refused, Reasons: [{ } reason] } && reason.Column == field.Name;
                if (!right)
                    faults.Add($"{field.Name} '{(index % 2 == 0 ? "" : Broken[index / 2])}': {row.Outcome} "
                        + string.Join(' ', row.Reasons.Select(reason => $"{reason.Column} {reason.Detail}")));
            }
        }

        faults.ShouldBeEmpty();
    }
}
