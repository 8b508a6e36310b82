using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>The signed forms of made-up patients, who decide as their enrolment says.</summary>
internal sealed class SyntheticConsents(DeterministicRandom random)
{
    /// <summary>House default: percent of enrolments of which the form is on record.</summary>
    public const int FormPercent = 85;

    /// <summary>House default: percent of forms whose version is stated.</summary>
    public const int VersionPercent = 90;

    /// <summary>House default: percent of forms that a legal representative signed.</summary>
    public const int RepresentedPercent = 3;

    /// <summary>What was signed at enrolment: one entry for what was agreed to, one for what was not.</summary>
    public IEnumerable<ClinicalEntry> AtEnrolment(DateTimeOffset at, DateOnly day, Consents? consents)
    {
        if (consents is null || !random.Percent(FormPercent)) yield break;
        var by = random.Percent(RepresentedPercent) ? ConsentGiver.LegalRepresentative : ConsentGiver.Patient;
        var form = random.Percent(VersionPercent) ? random.OneOf("1.0", "1.1", "2.0") : null;
        var said = ((ConsentPurpose Purpose, bool? Agreed)[])
            [
                (ConsentPurpose.FollowUp, consents.FollowUp), (ConsentPurpose.DataReuse, consents.DataReuse),
                (ConsentPurpose.ContactAgain, consents.ContactAgain),
            ];
        foreach (var decisions in said.Where(one => one.Agreed is not null).GroupBy(one => one.Agreed == true))
        {
            yield return new ConsentRecorded
            {
                EntryId = random.NextUuid(at),
                DecidedOn = ClinicalDate.On(day),
                Purposes = [.. decisions.Select(one => one.Purpose)],
                Decision = decisions.Key ? ConsentDecision.Given : ConsentDecision.Refused,
                FormVersion = form,
                By = by,
            };
        }
    }

    /// <summary>The end of consent to follow-up.</summary>
    public ConsentRecorded Withdrawal(DateTimeOffset at, DateOnly day) => new()
    {
        EntryId = random.NextUuid(at),
        DecidedOn = ClinicalDate.On(day),
        Purposes = [ConsentPurpose.FollowUp],
        Decision = ConsentDecision.Withdrawn,
        By = ConsentGiver.Patient,
    };
}
