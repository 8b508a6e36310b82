using IgG4FollowUp.Domain.Course;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Recurrence;

/// <summary>
/// Worsening on examination and on MRI, told apart: soon after treatment began or after an operation it is early deterioration; after the
/// patient was quiet under treatment it is a recurrence; in disease that was never quiet under treatment it is progression. A worse deficit
/// stays suspected until something confirms it.
/// </summary>
internal sealed class CourseOfDisease
{
    private CourseOfDisease(List<Sign> clinical, List<Sign> radiological, List<(DaySpan Day, Guid EntryId)> quietExaminations) =>
        (Clinical, Radiological, QuietExaminations) = (clinical, radiological, quietExaminations);

    /// <summary>Signs of the deficit in clinical order.</summary>
    public List<Sign> Clinical { get; }

    /// <summary>Signs on MRI in clinical order.</summary>
    public List<Sign> Radiological { get; }

    /// <summary>Examinations under treatment that were stable or better.</summary>
    public List<(DaySpan Day, Guid EntryId)> QuietExaminations { get; }

    public static CourseOfDisease Read(RecurrenceReading view)
    {
        // What grows in the brain alone tells nothing of the spine.
        var elsewhere = view.Imaged.FindAll(sign => sign.Kinds == RecurrenceSigns.OtherOrgan);
        var imaged = elsewhere.Count == 0 ? view.Imaged : view.Imaged.FindAll(sign => sign.Kinds != RecurrenceSigns.OtherOrgan);
        var (read, quietExaminations) = view.Neurological;
        // A lesion that showed itself at the time speaks against a slip of the examiner.
        if (read.Exists(sign => sign.DisprovedOn is not null))
        {
            read = read.ConvertAll(sign => sign.DisprovedOn is not null && imaged.Exists(other => IsNear(view, sign.By, other.By))
                ? sign with { DisprovedOn = null }
                : sign);
        }

        var examined = AfterQuiet(view, read, imaged, quietExaminations);
        // Disease that goes on growing in one respect has not come back in the other.
        var larger = imaged.FindAll(sign => sign.Of == SignOf.Progression);
        var worse = examined.FindAll(sign => sign.Of == SignOf.Progression && sign.ConfirmedBy != Confirmations.None);
        var clinical = larger.Count == 0 ? examined : examined.ConvertAll(sign => Within(sign, larger, (after, before) =>
            view.QuietStudies.AnyBetween(after, before) || view.FreeVisits.AnyBetween(after, before)));
        var radiological = worse.Count == 0 ? imaged : imaged.ConvertAll(sign => Within(sign, worse, (after, before) =>
            quietExaminations.AnyBetween(after, before, static quiet => quiet.Day) || view.FreeVisits.AnyBetween(after, before)));
        if (view.Settings.ProgressionGoesOnUntilQuiet) clinical = NeverQuiet(view, clinical, quietExaminations);
        if (view.IsOperatedAnyDay) (clinical, radiological) = (MayBeEarly(view, clinical), MayBeEarly(view, radiological));
        (clinical, radiological) = (InKind(view, clinical), InKind(view, radiological));
        if (view.Settings.QuietOfOneKindIsQuiet) radiological = OfARecurrence(view, clinical, radiological);
        if (elsewhere.Count > 0) radiological = [.. radiological.Concat(elsewhere).OrderBy(sign => sign.By.Earliest)];
        return new(clinical, radiological, quietExaminations);
    }

    // What came back or progressed may have come just after an operation of which nobody knows the date.
    private static List<Sign> MayBeEarly(RecurrenceReading view, List<Sign> signs) => signs.ConvertAll(sign =>
    {
        if (sign.Of is not (SignOf.Recurrence or SignOf.Progression) || !view.MayBeJustOperated(sign.By)) return sign;
        view.LeaveOpen(sign.EntryId);
        return sign with { Of = SignOf.NotDeterminable };
    });

    // A deficit that goes on getting worse after it progressed has not come back while nothing was seen quiet in between.
    private static List<Sign> NeverQuiet(RecurrenceReading view, List<Sign> signs, List<(DaySpan Day, Guid EntryId)> quietExaminations)
    {
        if (!signs.Exists(sign => sign.Of == SignOf.Progression)) return signs;
        Sign? going = null;
        return signs.ConvertAll(sign =>
        {
            var told = sign.Of == SignOf.Recurrence && going is { } former && former.By.IsCertainlyBefore(sign.By)
                && !quietExaminations.AnyBetween(former.By, sign.By, static quiet => quiet.Day)
                && !view.QuietStudies.AnyBetween(former.By, sign.By) && !view.FreeVisits.AnyBetween(former.By, sign.By)
                ? sign with { Of = SignOf.Progression, Continues = sign.Continues ?? former.EntryId }
                : sign;
            if (told.Of == SignOf.Progression) going = told;
            else if (told.Of == SignOf.Recurrence) going = null;
            return told;
        });
    }

    // A lesion that nobody had imaged under treatment before, and that grew when a deficit came back, came back with it.
    private static List<Sign> OfARecurrence(RecurrenceReading view, List<Sign> clinical, List<Sign> radiological)
    {
        if (!radiological.Exists(sign => sign.Of == SignOf.Progression)) return radiological;
        var came = new HashSet<Guid>();
        return radiological.ConvertAll(sign =>
        {
            var back = sign.Of == SignOf.Progression && (sign.Continues is { } former ? came.Contains(former) : sign.IsFirstLook
                && clinical.Exists(other => other.Of == SignOf.Recurrence && IsNear(view, sign.By, other.By)));
            if (back) came.Add(sign.EntryId);
            return back ? sign with { Of = SignOf.Recurrence } : sign;
        });
    }

    // A further look at what came back or progressed is of the kind that the first one was, whatever was quiet in between. What a
    // clinician called a recurrence at the time is one; a visit, which does not say how it showed itself, calls so no growth that goes on.
    private static List<Sign> InKind(RecurrenceReading view, List<Sign> signs)
    {
        var (diagnosis, further) = (view.Settings.DiagnosisMakesARecurrence, view.Settings.FurtherLooksBelongToTheEpisode);
        var kinds = new Dictionary<Guid, SignOf>();
        return signs.ConvertAll(sign =>
        {
            var going = sign.Continues is { } former && kinds.TryGetValue(former, out var kind) ? kind : (SignOf?)null;
            var told = diagnosis && sign.Of != SignOf.Recurrence && IsDiagnosed(view, sign, going)
                ? sign with { Of = SignOf.Recurrence }
                : sign.Of != SignOf.EarlyDeterioration && further && !sign.ShowsMore && going is { } known && known != sign.Of
                    && known != SignOf.EarlyDeterioration
                    ? sign with { Of = known }
                    : sign;
            kinds[told.EntryId] = told.Of;
            return told;
        });
    }

    // A deficit that nobody had examined under treatment before has come back all the same when MRI, a visit or an examination of another
    // kind had shown the disease quiet.
    private static List<Sign> AfterQuiet(
        RecurrenceReading view, List<Sign> read, List<Sign> imaged, List<(DaySpan Day, Guid EntryId)> quietExaminations)
    {
        if (!read.Exists(sign => sign.Of is SignOf.Progression or SignOf.NotDeterminable)) return read;
        var quiet = view.QuietStudies.Concat<ClinicalEntry>(view.FreeVisits)
            .Where(entry => entry.Date.IsReported && view.IsUnderTreatment(entry)
                && !(view.Settings.QuietNeedsMoreThanEarlyDays && view.Place(entry) == Placement.Early))
            .Select(entry => entry.Date.Span()).ToList();
        List<DaySpan> quietOrExamined = !view.Settings.QuietOfOneKindIsQuiet ? quiet
            : [.. quiet, .. quietExaminations.Select(examined => examined.Day)];
        var undated = !view.Settings.PartialDatesLeaveKindOpen ? []
            : view.QuietStudies.Concat<ClinicalEntry>(view.FreeVisits)
            .Where(view.MayBeUnderTreatment).Select(entry => entry.Date.Span()).ToList();
        var told = new List<Sign>(read.Count);
        foreach (var sign in read)
        {
            var first = sign.Continues is { } former ? told.Find(other => other.EntryId == former) : null;
            var of = first is { Of: SignOf.Recurrence or SignOf.NotDeterminable } ? first.Of
                : first is not null ? sign.Of
                : WasQuiet(sign.IsFirstLook ? quietOrExamined : quiet) ? SignOf.Recurrence
                : WasQuiet(undated) ? SignOf.NotDeterminable
                : sign.Of;
            var asks = sign.Of == SignOf.Progression || (sign.Of == SignOf.NotDeterminable && IsPlaced(sign));
            told.Add(asks ? sign with { Of = of } : sign);

            bool WasQuiet(List<DaySpan> days) => days.Exists(day => day.IsCertainlyBefore(sign.By)
                && !imaged.Exists(other =>
                    other.Of == SignOf.Progression && day.IsCertainlyBefore(other.By) && other.By.IsCertainlyBefore(sign.By)));
        }

        return told;

        bool IsPlaced(Sign sign) => view.Place(view.Reading.ExaminationOf[sign.EntryId].Entry) == Placement.After;
    }

    // Whether a quiet study shows that the disease was quiet under treatment; null where partial dates leave that open. In the first days
    // an unchanged lesion is not yet a quiet one; one that is smaller or gone is.
    public static bool? ShowsQuiet(RecurrenceReading view, LesionImaged quiet)
    {
        if (!view.IsUnderTreatment(quiet))
            return view.Settings.PartialDatesLeaveKindOpen && view.MayBeUnderTreatment(quiet) ? null : false;
        return !view.Settings.QuietNeedsMoreThanEarlyDays || !quiet.LesionPresent
            || quiet.ChangeSincePrior is LesionChange.Smaller or LesionChange.Resolved || view.Place(quiet) != Placement.Early;
    }

    private static bool IsDiagnosed(RecurrenceReading view, Sign sign, SignOf? going)
    {
        var within = view.Settings.MergeWithinDays;
        if (sign.Of != SignOf.EarlyDeterioration)
        {
            return view.Diagnosed.AnyNear(sign.By, within)
                || (going is not (SignOf.Progression or SignOf.NotDeterminable) && view.ConfirmedVisits.AnyNear(sign.By, within));
        }

        // What was diagnosed before the treatment is what it was for, and what comes later than its window may be something else.
        if (view.WindowOf(sign.By) is not { } treated) return false;
        return IsOfTheWindow(view.Diagnosed) || IsOfTheWindow(view.ConfirmedVisits);

        bool IsOfTheWindow<T>(List<T> entries)
            where T : ClinicalEntry =>
            entries.Exists(entry => entry.Date.IsReported && treated.IsCertainlyBefore(entry.Date.Span())
                && view.WindowOf(entry.Date.Span()) == treated);
    }

    private static bool IsNear(RecurrenceReading view, DaySpan one, DaySpan other) =>
        one.Earliest.DayNumber - other.Latest.DayNumber <= view.Settings.MergeWithinDays
        && other.Earliest.DayNumber - one.Latest.DayNumber <= view.Settings.MergeWithinDays;

    private static Sign Within(Sign sign, List<Sign> growths, Func<DaySpan, DaySpan, bool> wasQuiet) =>
        sign.Of == SignOf.Recurrence
        && growths.FindLast(other => other.By.IsCertainlyBefore(sign.By)) is { } growing && !wasQuiet(growing.By, sign.By)
            ? sign with { Of = SignOf.Progression, Continues = sign.Continues ?? growing.EntryId }
            : sign;

    /// <summary>Signs on MRI, before they are held against what else is on record.</summary>
    public static List<Sign> Imaging(RecurrenceReading view)
    {
        var signs = new List<Sign>();
        var found = new Dictionary<Guid, SignOf>();
        // Studies that say something of change, and those of them that say whether the disease had been quiet or growing: what grew early
        // does not, nor does a lesion that is unchanged in the first days.
        var (telling, settling) = (new List<LesionImaged>(), new List<LesionImaged>());
        foreach (var study in view.Settings.GraverStudyOfOneDayCounts ? view.Reading.StudiesGraverLast : view.Studies)
        {
            if (!study.ImagedOn.IsReported)
            {
                // Whether it came under treatment nobody knows.
                if (view.Settings.PartialDatesLeaveKindOpen && view.IsActive(study) && view.Place(study) == Placement.Open)
                    view.LeaveOpen(study.EntryId);
                continue;
            }

            var former = LastBefore(view, telling, study);
            var settled = LastBefore(view, settling, study);
            var by = study.ImagedOn.Span();
            var reappeared = study is { LesionPresent: true, ChangeSincePrior: null } && former is { LesionPresent: false };
            if (view.IsActive(study) || reappeared)
            {
                if (Judge(view, study, settled, found) is { } of)
                {
                    found[study.EntryId] = of;
                    var kind = view.IsElsewhere(study) ? RecurrenceSigns.OtherOrgan : RecurrenceSigns.Radiological;
                    signs.Add(new(kind, by, RadiologicalSigns.LastFree(view, by), study.EntryId)
                    {
                        Continues = Continued(of is SignOf.EarlyDeterioration or SignOf.NotDeterminable ? former : settled),
                        Study = study,
                        Of = of,
                        IsFirstLook = former is null || !view.IsUnderTreatment(former),
                        ConfirmedBy = Confirmations.Mri,
                    });
                }
            }
            else if (!view.IsQuiet(study)) continue;

            telling.Add(study);
            if (found.GetValueOrDefault(study.EntryId) is SignOf.Recurrence or SignOf.Progression
                && (!view.Settings.QuietNeedsMoreThanEarlyDays || !view.IsQuiet(study) || !view.IsUnderTreatment(study)
                    || ShowsQuiet(view, study) != false)) settling.Add(study);
        }

        return signs;

        Guid? Continued(LesionImaged? earlier) => earlier is not null && found.ContainsKey(earlier.EntryId) ? earlier.EntryId : null;
    }

    // The last of some studies that certainly came before another one and tells something of its lesion.
    private static LesionImaged? LastBefore(RecurrenceReading view, List<LesionImaged> studies, LesionImaged study)
    {
        for (var i = studies.Count - 1; i >= 0; i--)
        {
            if (studies[i].ImagedOn.IsCertainlyBefore(study.ImagedOn)
                && (!view.Settings.LesionsAreApart || studies[i].SpeaksOf(study))) return studies[i];
        }

        return null;
    }

    private static SignOf? Judge(RecurrenceReading view, LesionImaged study, LesionImaged? settled, Dictionary<Guid, SignOf> found)
    {
        if (view.IsFirstSight(study)) return null;
        switch (view.Place(study))
        {
            case Placement.Before:
                return null;
            case Placement.Open:
                view.LeaveOpen(study.EntryId);
                return view.Settings.PartialDatesLeaveKindOpen ? SignOf.NotDeterminable : null;
            case Placement.Early:
                return SignOf.EarlyDeterioration;
        }

        if (settled is not null && found.TryGetValue(settled.EntryId, out var going)) return going;
        var wasQuiet = settled is not null && view.IsQuiet(settled) ? ShowsQuiet(view, settled) : false;
        // A lesion described as new needs no study before it in this chart; growth does.
        if (wasQuiet == true || study.ChangeSincePrior == LesionChange.New || !view.IsActive(study) || !view.Settings.GrowthNeedsQuietStudy)
            return SignOf.Recurrence;
        if (wasQuiet == false) return SignOf.Progression;
        view.LeaveOpen(study.EntryId);
        return SignOf.NotDeterminable;
    }
}
