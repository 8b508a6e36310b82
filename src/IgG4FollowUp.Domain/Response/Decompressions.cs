using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Response;

/// <summary>The first operation that relieved the cord, and how soon it came.</summary>
public sealed record FirstDecompression
{
    /// <summary>When; its first day is vaguer where an operation that does not say whether it decompressed may have come before.</summary>
    public required DaySpan On { get; init; }

    /// <summary>How soon it had to be done; null when not stated, or when it is open which operation was the first.</summary>
    public SurgeryUrgency? Urgency { get; init; }

    /// <summary>Days from the first symptom; null when that is not known or certainly came later.</summary>
    public DayCount? FromFirstSymptom { get; init; }

    /// <summary>Days from the first neurological deficit; null likewise.</summary>
    public DayCount? FromNeurologicalOnset { get; init; }

    /// <summary>Days from the deterioration; null likewise.</summary>
    public DayCount? FromDeterioration { get; init; }

    /// <summary>
    /// The last determined AIS grade before the operation; one of its day counts unless it says that it came after. Null without one, where
    /// two of that day differ, or where partial dates leave open whether another one came later.
    /// </summary>
    public AsiaGrade? GradeBefore { get; init; }

    /// <summary>Days from that examination to the operation.</summary>
    public DayCount? DaysSinceGrade { get; init; }
}

/// <summary>Which operations decompress.</summary>
public static class Decompressions
{
    /// <summary>
    /// Whether an operation relieved the cord or the roots of pressure: as stated, else by what was done. Removal of the lamina, its
    /// opening, removal of a vertebra or of the lesion, to whatever extent, do; taking tissue, a shunt, opening or widening the dura and
    /// fixation by themselves do not (house default). Null when neither is known.
    /// </summary>
    /// <param name="surgery">The operation.</param>
    public static bool? IsDecompression(SurgeryPerformed surgery)
    {
        ArgumentNullException.ThrowIfNull(surgery);
        if (surgery.Decompression is { } stated) return stated;
        if (!surgery.IsTreatment()) return false;
        if (surgery.Extent is not null || surgery.Procedures.Any(Decompresses)) return true;
        return surgery.Procedures.Count == 0 || surgery.Procedures.Contains(Procedure.Other) ? null : false;
    }

    /// <summary>The first decompression of a patient; null when none is on record with a date.</summary>
    /// <param name="chart">The chart.</param>
    public static FirstDecompression? First(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var (certain, possible) = (new List<SurgeryPerformed>(), new List<SurgeryPerformed>());
        foreach (var surgery in chart.Of<SurgeryPerformed>())
        {
            var answer = IsDecompression(surgery);
            if (answer != false) (answer == true ? certain : possible).Add(surgery);
        }

        if (certain.Count == 0) return null;
        var on = certain.Select(surgery => surgery.PerformedOn.Span()).Aggregate(DaySpans.First);
        foreach (var other in possible)
        {
            if (other.PerformedOn.Earliest < on.Earliest) on = on with { Earliest = other.PerformedOn.Earliest };
        }

        if (on.Latest == DateOnly.MaxValue) return null;
        var first = certain.Concat(possible).Where(surgery => surgery.PerformedOn.Earliest <= on.Latest).ToList();
        var presentation = chart.Presentation;
        var graded = Graded(chart, on);
        return new()
        {
            On = on,
            Urgency = first.Count == 1 ? first[0].Urgency : null,
            FromFirstSymptom = Days(presentation?.OnsetOn),
            FromNeurologicalOnset = Days(presentation?.NeurologicalOnsetOn),
            FromDeterioration = Days(presentation?.DeteriorationOn),
            GradeBefore = graded is null ? null : AsiaGrades.Determined(graded),
            DaysSinceGrade = graded is null ? null : DaySpans.Days(graded.AssessedOn.Span(), on),
        };

        DayCount? Days(Dates.ClinicalDate? from) =>
            from is { IsReported: true } date && !on.IsCertainlyBefore(date.Span()) ? DaySpans.Days(date.Span(), on) : null;
    }

    private static bool Decompresses(Procedure procedure) =>
        Surgeries.OpensCanal(procedure) || procedure == Procedure.Resection;

    private static AsiaGradeRecorded? Graded(PatientChart chart, DaySpan on)
    {
        var graded = chart.Of<AsiaGradeRecorded>().Where(entry => entry.AssessedOn.IsReported && AsiaGrades.Determined(entry) is not null)
            .ToList();
        // Who is operated on in an emergency is examined on the day.
        var ofTheDay = graded.FindAll(entry =>
            entry.AssessedOn.Latest == on.Earliest && on.IsExact && entry.TreatmentPhase != TreatmentPhase.AfterTreatment);
        if (ofTheDay.Exists(entry => entry.TreatmentPhase == TreatmentPhase.BeforeTreatment))
            ofTheDay.RemoveAll(entry => entry.TreatmentPhase != TreatmentPhase.BeforeTreatment);
        if (ofTheDay.Count == 0)
        {
            var last = graded.FindLast(entry => entry.AssessedOn.Latest < on.Earliest);
            // One that may have come between says otherwise: which was the last is open.
            return last is not null
                && graded.Exists(entry => MayComeBetween(entry) && AsiaGrades.Determined(entry) != AsiaGrades.Determined(last))
                    ? null
                    : last;
        }

        bool MayComeBetween(AsiaGradeRecorded entry) => entry.AssessedOn.Earliest < on.Latest && entry.AssessedOn.Latest >= on.Earliest
            && entry.TreatmentPhase != TreatmentPhase.AfterTreatment;

        return ofTheDay.TrueForAll(entry => AsiaGrades.Determined(entry) == AsiaGrades.Determined(ofTheDay[0])) ? ofTheDay[0] : null;
    }
}
