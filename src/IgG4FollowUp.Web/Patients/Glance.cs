using System.Globalization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Web.Words;

namespace IgG4FollowUp.Web.Patients;

/// <summary>One thing about a patient now.</summary>
/// <param name="Term">What.</param>
/// <param name="Value">How it is.</param>
/// <param name="More">Since when, or how sure.</param>
/// <param name="EntryId">The entry that says so; null when several do or none.</param>
public sealed record NowFact(string Term, string Value, string? More = null, Guid? EntryId = null);

/// <summary>How a patient is now, in the words of a handover. Pure.</summary>
public static class Glance
{
    public static IReadOnlyList<NowFact> Of(PatientReading patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return [Grade(patient), Motor(patient), Function(patient), Dose(patient), Agents(patient), IgG4(patient), Mri(patient),
            Recurrence(patient), .. Next(patient)];
    }

    private static NowFact Grade(PatientReading patient) =>
        patient.Chart.Of<AsiaGradeRecorded>().LastOrDefault(entry => AsiaGrades.Determined(entry) is not null) is { } last
            ? new("AIS grade", AsiaGrades.Determined(last)!.Value.ToString(), PatientWords.Date(last.Date), last.EntryId)
            : new("AIS grade", PatientWords.NotReported);

    private static NowFact Motor(PatientReading patient)
    {
        if (patient.Chart.Of<AsiaGradeRecorded>().LastOrDefault(entry => entry.Examination is not null) is not { } last)
            return new("Motor score", PatientWords.NotReported);
        var totals = IsncsciTotals.Of(last.Examination!);
        return new(
            "Motor score",
            totals is { UpperExtremity: { } upper, LowerExtremity: { } lower } ? $"{upper + lower} of 100" : "not determinable",
            PatientWords.Date(last.Date), last.EntryId);
    }

    private static NowFact Function(PatientReading patient) =>
        patient.Chart.Of<StatusAssessed>().LastOrDefault(entry => (entry.Mjoa ?? entry.MjoaThoracic) is not null) is not { } last
            ? new("mJOA", PatientWords.NotReported)
            : last.Mjoa is { } mjoa
                ? new("mJOA", $"{mjoa} of 18", PatientWords.Date(last.Date), last.EntryId)
                : new("mJOA, thoracic", $"{last.MjoaThoracic} of 11", PatientWords.Date(last.Date), last.EntryId);

    private static NowFact Dose(PatientReading patient)
    {
        var exposure = patient.Reading.Exposure;
        if (exposure.Systemic.IsEmpty) return new("Prednisone today", "none on record");
        var today = exposure.DoseOn(patient.Until);
        var taken = $"{FactWords.Range(new(today.AtLeast.Round(2), today.AtMost?.Round(2)))} mg/day";
        var planned = patient.Taper.LastOrDefault(step => step.DueOn <= patient.Until)?.PlannedMgPerDay;
        // What was taken since nobody knows; the last word stands.
        var heard = patient.Heard < patient.Until ? $"as of {patient.Heard:yyyy-MM-dd}" : null;
        return new(
            patient.IsFollowed ? "Prednisone today" : "Prednisone at the end", taken,
            string.Join("; ", new[] { planned is { } mg ? FormattableString.Invariant($"planned {mg:#,0.##} mg/day") : null, heard }
                .OfType<string>()) is { Length: > 0 } more ? more : null,
            Source(patient));
    }

    private static Guid? Source(PatientReading patient) => patient.Chart.Entries
        .LastOrDefault(entry => entry is SteroidCourseStarted or SteroidDoseChanged or SteroidCourseStopped)?.EntryId;

    private static NowFact Agents(PatientReading patient)
    {
        var acting = patient.Reading.Treatments.Agents
            .Select(use => (use.Agent, Acts: use.On(patient.Until), use.BegunBy))
            .Where(use => use.Acts != Determination.No)
            .ToList();
        return acting.Count == 0
            ? new("Agents in effect", "none")
            : new(
                "Agents in effect",
                string.Join(
                    ", ",
                    acting.Select(use => EnumWords.Of(use.Agent) + (use.Acts == Determination.Yes ? "" : ", possibly")).Distinct()),
                EntryId: acting[^1].BegunBy);
    }

    private static NowFact IgG4(PatientReading patient)
    {
        var missed = patient.Chart.Entries.LastOrDefault(entry => entry is LabMeasured { Analyte: Analyte.SerumIgG4 } || IsMissed(entry))
            is LabMissed latest
            ? Why(latest, latest.NotMeasured.First(what => what.Analyte == Analyte.SerumIgG4).Reason)
            : null;
        if (patient.Chart.Of<LabMeasured>().LastOrDefault(lab => lab.Analyte == Analyte.SerumIgG4) is not { } last)
            return new("Serum IgG4", PatientWords.NotReported, missed);
        var compared = patient.Facts<SerumIgG4Comparison>().Select(pair => pair.Fact)
            .FirstOrDefault(fact => fact.RestsOn[0] == last.EntryId);
        return new(
            "Serum IgG4",
            compared?.TimesUpperLimit is { } times ? FormattableString.Invariant($"{times:0.0#} × upper limit") : last.Result.ToString(),
            PatientWords.Date(last.Date) + (compared?.TimesUpperLimit is null ? "" : $", {last.Result}") + After(missed),
            last.EntryId);

        static bool IsMissed(ClinicalEntry entry) =>
            entry is LabMissed missed && missed.NotMeasured.Any(what => what.Analyte == Analyte.SerumIgG4);
    }

    private static string Why(ClinicalEntry missed, MissingReason reason) =>
        $"{PatientWords.Date(missed.Date)}: {EnumWords.Of(reason)}";

    // Why there is nothing later, where it is on record.
    private static string After(string? missed) => missed is null ? "" : $"; {missed}";

    private static NowFact Mri(PatientReading patient)
    {
        var missed = patient.Chart.Entries.LastOrDefault(entry => entry is ImagingMissed { Modality: null or ImagingModality.Mri }
            || (entry is LesionImaged study && study.IsMri())) is ImagingMissed latest
            ? Why(latest, latest.Reason)
            : null;
        if (patient.Chart.Of<LesionImaged>().LastOrDefault(study => study.IsMri()) is not { } last)
            return new("Last MRI", PatientWords.NotReported, missed);
        var change = last.ChangeSincePrior is { } stated ? $", {EnumWords.Of(stated)}" : "";
        return new(
            "Last MRI", (last.LesionPresent ? "lesion" : "no lesion") + change, PatientWords.Date(last.Date) + After(missed), last.EntryId);
    }

    private static NowFact Recurrence(PatientReading patient)
    {
        var told = patient.Events.Where(told => told.Kind == CourseEventKind.Recurrence && told.Episode.DisprovedOn is null).ToList();
        var counted = told.Count(each => !each.IsSuspected);
        if (told.Count == 0)
        {
            return patient.Facts<RemissionFact>().Any(pair => pair.Fact.EndedByRecurrence is null)
                ? new("Recurrence", "none on record", "in remission")
                : new("Recurrence", "none on record");
        }

        var last = told[^1];
        var since = PatientWords.Span(last.Episode.Interval.By);
        return last switch
        {
            { IsSuspected: true } => new("Recurrence", "suspected", $"since {since}, {counted} before", last.Episode.Entries[0]),
            { Episode.ResolvedOn: { } resolved } =>
                new("Recurrence", $"{counted}, none open", $"last one settled {PatientWords.Span(resolved)}", last.Episode.Entries[0]),
            _ => new("Recurrence", $"number {last.Episode.Ordinal}, open", $"since {since}", last.Episode.Entries[0]),
        };
    }

    private static IEnumerable<NowFact> Next(PatientReading patient)
    {
        if (!patient.IsFollowed) yield break;
        var next = patient.Open.Where(contact => contact.What != PlannedKind.Taper).OrderBy(contact => contact.DueOn).Take(2).ToList();
        if (next.Count == 0) yield return new("Next due", "nothing");
        foreach (var contact in next)
        {
            yield return new(
                $"Next due: {EnumWords.Of(contact.What)}", contact.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                contact.DaysOverdue(patient.Today) is { } days ? $"{days} days overdue"
                    : contact.StatedBy is null ? "by the clinic's interval, a house default" : null,
                contact.StatedBy);
        }
    }
}
