using System.Globalization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Recurrence;
using IgG4FollowUp.Domain.Timelines;
using IgG4FollowUp.Web.Patients;
using IgG4FollowUp.Web.Words;

namespace IgG4FollowUp.Web.Charts;

/// <summary>Places entries, and what follows from them, in the lanes of a drawing. What lies before its beginning is left out.</summary>
internal sealed class CourseMarks(PatientReading patient, TimeScale time, IReadOnlyList<Lane> lanes)
{
    private readonly List<Mark> _marks = [];
    private readonly List<List<string>> _igG4 = [[]];

    public IReadOnlyList<Mark> All => _marks;

    public IReadOnlyList<string> IgG4Lines => [.. _igG4.Where(line => line.Count > 1).Select(line => string.Join(' ', line))];

    public void AddAll(List<ClinicalEntry> drawn)
    {
        // Bars first, so that points stand on them.
        foreach (var told in patient.Events) AddEvent(told);
        foreach (var use in patient.Reading.Treatments.Agents) AddUse(use.Agent, use.From, use.Until, use.BegunBy);
        foreach (var entry in drawn) Add(entry);
        AddIgG4(drawn);
        AddDue();
    }

    private void Add(ClinicalEntry entry)
    {
        switch (entry)
        {
            case AsiaGradeRecorded assessed when AsiaGrades.Determined(assessed) is { } grade:
                Point(CourseLanes.Grade, entry.Date, "grade", Title(entry), entry.EntryId, y: CourseLanes.GradeY(lanes[0], grade));
                break;
            case StatusAssessed status when (status.Mjoa ?? status.MjoaThoracic) is { } score:
                Point(CourseLanes.Function, entry.Date, "function", Title(entry), entry.EntryId, $"{score}");
                break;
            case AgentAdministered:
                Point(CourseLanes.Agents, entry.Date, "given", Title(entry), entry.EntryId);
                break;
            case SurgeryPerformed:
                Point(CourseLanes.Surgery, entry.Date, "surgery", Title(entry), entry.EntryId);
                break;
            case LesionImaged study:
                Point(CourseLanes.Mri, entry.Date, study.LesionPresent ? "mri" : "mri clear", Title(entry), entry.EntryId, Symbol(study));
                break;
            case OrganAssessed organ:
                Point(CourseLanes.Organs, entry.Date, organ.Result == OrganFinding.Involved ? "organ" : "organ clear", Title(entry),
                    entry.EntryId);
                break;
            case VisitLogged:
                Point(CourseLanes.Visits, entry.Date, "visit", Title(entry), entry.EntryId);
                break;
        }
    }

    private void AddEvent(CourseEvent told)
    {
        var episode = told.Episode;
        var by = episode.Interval.By;
        if (!by.HasBounds()) return;
        var name = told.Kind switch
        {
            CourseEventKind.Recurrence => "R",
            CourseEventKind.Progression => "P",
            CourseEventKind.EarlyDeterioration => "E",
            _ => "W",
        } + episode.Ordinal.ToString(CultureInfo.InvariantCulture) + (told.IsSuspected ? "?" : "");
        var words = $"{EnumWords.Sentence(EnumWords.Of(told.Kind))} {episode.Ordinal}{(told.IsSuspected ? ", suspected" : "")}";
        var entry = episode.Entries[0];
        // Between the last day known free and the first sign lies the true time.
        if (episode.Interval.After is { } free && free.HasBounds())
        {
            Bar(
                CourseLanes.Recurrence, free.Earliest, by.Latest, "window",
                $"{words} began between {PatientWords.Span(free)} and {PatientWords.Span(by)}", entry);
        }

        var end = episode.ResolvedOn ?? episode.DisprovedOn;
        var isOpen = end is null && told.Kind == CourseEventKind.Recurrence;
        if (end is not null || isOpen)
        {
            Bar(
                CourseLanes.Recurrence, by.Earliest, end is { } ended && ended.HasBounds() ? ended.Latest : patient.Until,
                (isOpen ? "relapse open" : "relapse") + (told.IsSuspected ? " suspected" : ""),
                $"{words}, from {PatientWords.Span(by)} "
                    + (isOpen ? "on, not on record as settled" : $"to {PatientWords.Span(end!.Value)}"), entry);
        }

        Point(
            CourseLanes.Recurrence, by, told.IsSuspected ? "recurrence suspected" : "recurrence", $"{words}: {PatientWords.Span(by)}",
            entry, name);
    }

    private void AddUse(SparingAgent agent, DaySpan from, DaySpan until, Guid entry)
    {
        if (from.Earliest == DateOnly.MinValue) return;
        var end = until.Latest < patient.Until ? until.Latest : patient.Until;
        Bar(
            CourseLanes.Agents, from.Earliest, end, "agent",
            $"{EnumWords.Sentence(EnumWords.Of(agent))} in effect from {PatientWords.Span(from)}"
                + (until.Latest <= patient.Until ? $" to {PatientWords.Span(until)}" : " on"),
            entry, EnumWords.Of(agent));
    }

    private void AddIgG4(List<ClinicalEntry> drawn)
    {
        if (lanes.FirstOrDefault(lane => lane.Name == CourseLanes.IgG4) is not { } lane) return;
        var compared = patient.Facts<SerumIgG4Comparison>().ToDictionary(pair => pair.Fact.RestsOn[0], pair => pair.Fact);
        foreach (var lab in drawn.OfType<LabMeasured>().Where(lab => lab.Analyte == Analyte.SerumIgG4))
        {
            var fact = compared.GetValueOrDefault(lab.EntryId);
            if (fact?.TimesUpperLimit is not { } times)
            {
                Point(
                    CourseLanes.IgG4, lab.Date, "igg4 unknown", Title(lab), lab.EntryId, fact?.BeyondRange == true ? "<>" : "?",
                    lane.Bottom - 8);
                continue;
            }

            var y = CourseLanes.IgG4Y(lane, (double)times);
            // Results on two assays are never joined.
            if (fact.NotComparable is not null) _igG4.Add([]);
            var (from, to) = time.At(lab.Date);
            if (lab.Date.Latest >= time.From) _igG4[^1].Add($"{Course.Number((from + to) / 2)},{Course.Number(y)}");
            Point(CourseLanes.IgG4, lab.Date, "igg4", Title(lab), lab.EntryId, y: y);
        }
    }

    private void AddDue()
    {
        foreach (var (_, due) in patient.Facts<VisitDue>().Where(pair => pair.Fact.Outcome == VisitDueOutcome.Late))
        {
            Point(
                CourseLanes.Visits, new DaySpan(due.DueOn, due.DueOn), "missed", $"Visit due {due.DueOn:yyyy-MM-dd}, late",
                due.RestsOn[0]);
        }

        foreach (var contact in patient.Open)
        {
            if (contact.DueOn > time.To || contact.What is not (PlannedKind.Visit or PlannedKind.Mri)) continue;
            var late = contact.DaysOverdue(patient.Today) is { } days ? $", {days} days overdue" : "";
            Point(
                contact.What == PlannedKind.Mri ? CourseLanes.Mri : CourseLanes.Visits, new DaySpan(contact.DueOn, contact.DueOn), "due",
                $"{EnumWords.Sentence(EnumWords.Of(contact.What))} due {contact.DueOn:yyyy-MM-dd}{late}", contact.StatedBy);
        }
    }

    private void Bar(string lane, DateOnly from, DateOnly to, string kind, string title, Guid entry, string? text = null)
    {
        if (to < time.From || lanes.FirstOrDefault(each => each.Name == lane) is not { } own) return;
        _marks.Add(new(lane, time.At(from), time.At(to), own.Middle, kind, title, text, entry));
    }

    private void Point(string lane, ClinicalDate date, string kind, string title, Guid? entry, string? text = null, double? y = null) =>
        Point(lane, new DaySpan(date.Earliest, date.Latest), kind, title, entry, text, y);

    private void Point(string lane, DaySpan days, string kind, string title, Guid? entry, string? text = null, double? y = null)
    {
        if (days.Latest < time.From || lanes.FirstOrDefault(each => each.Name == lane) is not { } own) return;
        _marks.Add(new(lane, time.At(days.Earliest), time.At(days.Latest), y ?? own.Middle, kind, title, text, entry));
    }

    private static string Title(ClinicalEntry entry) => $"{EntryWords.Kind(entry)} {entry.Date}: {EntryWords.Of(entry)}";

    private static string? Symbol(LesionImaged mri) => mri.ChangeSincePrior switch
    {
        LesionChange.New => "+",
        LesionChange.Larger => "▲",
        LesionChange.Smaller => "▼",
        LesionChange.Unchanged => "=",
        _ => null,
    };
}
