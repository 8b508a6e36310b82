using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Api.Analytics.Columns;

namespace IgG4FollowUp.Api.Analytics.Tables;

/// <summary>What patients decided about their data.</summary>
public static class ConsentTable
{
    public static AnalystTable Consents { get; } = new AnalystTable<Decided>(
        "consents", "One row per purpose of each decision about the data; what holds at present stands with the patient.",
        ["entry_id", "purpose"],
        p => p.Chart.Of<ConsentRecorded>().SelectMany(consent => consent.Purposes.Select(purpose => new Decided(consent, purpose))),
        [
            Uuid<Decided>("entry_id", "The entry.", d => d.Consent.EntryId, required: true),
            Code<Decided, ConsentPurpose>("purpose", "What it was decided about.", d => d.Purpose, required: true),
            .. Date<Decided>("decided_on", "When it was decided", d => d.Consent.DecidedOn),
            Code<Decided, ConsentDecision>("decision", "What was decided.", d => d.Consent.Decision, required: true),
            Boolean<Decided>(
                "form_stated", "Whether the version of the form is on record.", d => d.Consent.FormVersion is not null, required: true),
            Code<Decided, ConsentGiver>("by", "Who decided.", d => d.Consent.By),
        ]);

    private sealed record Decided(ConsentRecorded Consent, ConsentPurpose Purpose);
}
