using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Patients;
using Npgsql;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>
/// Who may be in no answer at present, and why: those whom the tables leave out, corrected by what was recorded since they were written.
/// </summary>
public sealed class LeftOut
{
    private readonly Dictionary<(string Clinic, Guid PatientId), ReuseBar> _patients = [];
    private readonly List<(string Clinic, Guid PatientId)> _stillInTables = [];

    private LeftOut()
    {
    }

    /// <summary>The patients, each with the reason.</summary>
    public IReadOnlyDictionary<(string Clinic, Guid PatientId), ReuseBar> Patients => _patients;

    /// <summary>Those of them of whom the tables may still hold rows.</summary>
    public IReadOnlyList<(string Clinic, Guid PatientId)> StillInTables => _stillInTables;

    /// <summary>Reads who it is.</summary>
    /// <param name="connection">
    /// A connection in a repeatable read transaction: what the tables hold and what was recorded since must be of one moment.
    /// </param>
    /// <param name="consent">What is required.</param>
    /// <param name="inTables">True where only the tables are read: whom they do not know of yet is nobody then.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<LeftOut> ReadAsync(
        NpgsqlConnection connection, ConsentForReuse consent, bool inTables, CancellationToken cancellation)
    {
        var leftOut = new LeftOut();
        await using (var command = new NpgsqlCommand(
            $"select {Persons.Clinic}, {Persons.PatientId}, {AnalystTables.Reason} from {AnalystTables.Refusals.FullName}", connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                leftOut._patients.Add(
                    (reader.GetString(0), reader.GetGuid(1)),
                    !reader.IsDBNull(2) && reader.GetString(2) == StoredName.Of(ReuseBar.NotGiven) ? ReuseBar.NotGiven : ReuseBar.Refused);
        }

        foreach (var (clinic, chart) in await UnsettledConsents.ReadAsync(connection, inTables, cancellation))
        {
            var patient = (clinic, chart.Id);
            var known = leftOut._patients.Remove(patient);
            if (ReuseConsent.Bar(chart, consent.Rule) is not { } bar) continue;
            leftOut._patients.Add(patient, bar);
            if (!known) leftOut._stillInTables.Add(patient);
        }

        return leftOut;
    }

    /// <summary>
    /// Statements that put views without these patients before the tables, for the rest of a transaction; nothing where the tables hold no
    /// rows of theirs.
    /// </summary>
    public string HidingSql
    {
        get
        {
            if (_stillInTables.Count == 0) return "";
            var hidden = string.Join(", ", _stillInTables.Select(one =>
                $"('{one.Clinic.Replace("'", "''", StringComparison.Ordinal)}', '{one.PatientId}'::uuid)"));
            return string.Concat(AnalystTables.All.Select(table =>
                $"create temporary view {table.Name} as select * from {table.FullName} "
                    + $"where ({Persons.Clinic}, {Persons.PatientId}) not in (values {hidden});\n"));
        }
    }
}
