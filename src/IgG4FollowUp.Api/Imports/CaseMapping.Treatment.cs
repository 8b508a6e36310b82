using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <content>How the disease was treated.</content>
public sealed partial class CaseMapping
{
    private void Surgery()
    {
        Judged("surgery");
        var date = Date("surgery_on");
        if (_cells.State("surgery") == CellState.StatedAbsent)
        {
            if (date.IsReported)
                Wrong<int>("surgery_on", $"Column '{_cells.Header("surgery")}' says that there was no operation; one of the two is wrong.");
            return;
        }

        if (_cells.State("surgery") == CellState.Unclear) return;
        if (_cells["surgery"] is { } words)
        {
            if (IsCode("surgery", words)) return;

            var entry = SurgeryText.Read(words, Id("surgery", "surgery")) with { PerformedOn = date };
            _cells.Understand("surgery",
                entry.Procedures.Count == 0 ? "an operation" : string.Join(", ", entry.Procedures.Select(procedure => Kebab(procedure))));
            _entries.Add(entry);
        }
        else if (date.IsReported)
        {
            _entries.Add(new SurgeryPerformed { EntryId = Id("surgery", "surgery_on"), PerformedOn = date });
        }
    }

    private void Steroid()
    {
        Judged("steroid");
        var (started, stopped, dose) = (Date("steroid_on"), Date("steroid_stopped_on"),
            Number("steroid_dose_mg", 0.01m, 5000, whole: false));
        if (_cells.State("steroid") == CellState.StatedAbsent)
        {
            if (started.IsReported || stopped.IsReported || dose is not null)
                Wrong<int>("steroid",
                    "This says that there was no glucocorticoid, and another column of the row that there was; one of the two is wrong.");
            return;
        }

        if (_cells.State("steroid") == CellState.Unclear) return;
        if (_cells["steroid"] is { } code && IsCode("steroid", code)) return;
        if (_cells["steroid"] is null && !started.IsReported && !stopped.IsReported && dose is null) return;
        var courses = _cells["steroid"] is { } words
            ? SteroidText.Read(words)
            : [new ReadCourse("Drug not stated.", null, null, null, null, Ended: false)];
        if (courses.Count == 0) return;
        _cells.Understand("steroid",
            string.Join("; ", courses.Select(course =>
                (course.Drug is { } drug ? Kebab(drug) : "glucocorticoid") + (course.DailyDoseMg is { } mg ? $" {mg} mg a day" : ""))));
        var place = _cells["steroid"] is not null ? "steroid"
            : _cells["steroid_on"] is not null ? "steroid_on"
            : _cells["steroid_dose_mg"] is not null ? "steroid_dose_mg"
            : "steroid_stopped_on";
        var entries = SteroidText.Entries(courses, id => Id(id, place)).ToList();
        var first = (SteroidCourseStarted)entries[0];
        entries[0] = first with { StartedOn = started, DailyDoseMg = dose ?? first.DailyDoseMg };
        if (stopped.IsReported && entries.ElementAtOrDefault(1) is SteroidCourseStopped end) entries[1] = end with { LastDoseOn = stopped };
        else if (stopped.IsReported)
            entries.Insert(1,
                new SteroidCourseStopped
                {
                    EntryId = Id("steroid/0/stop", "steroid_stopped_on"),
                    CourseId = first.EntryId,
                    LastDoseOn = stopped,
                });
        _entries.AddRange(entries);
        if (_cells["steroid"] is { } said && !_cells.IsYes("steroid", said)
            && courses.Any(course => course.Drug is null && course.DailyDoseMg is null))
        {
            if (courses.Any(course => SteroidText.DrugsIn(course.Words) > 1))
                Warn("steroid", "course-not-mapped",
                    "Several glucocorticoids stand in one course; which dose is whose is not certain, so they stand in the note only. "
                        + "Separate courses with a semicolon.");
        }

        if (courses.Any(course => course.Route is null))
            Warn("steroid", "route-assumed", "A route is not stated; oral was recorded, which stands for systemic, and the note says so.");
        if (dose is null
            && courses.Any(course =>
                course.DailyDoseMg is null && course.Words.Any(char.IsAsciiDigit) && course.Words.Contains("mg", StringComparison.Ordinal)))
            Warn("steroid", "dose-not-mapped",
                "A dose is given without its frequency, or with a mark that may separate thousands; it stands in the note only.");
    }

    // Of a cell, or of a part of one, of which nothing was recorded the report says so, and what would be right.
    private void Judged(string field)
    {
        if (_cells.Raw(field) is not { } words) return;
        var column = ColumnSense.ByField[field];
        var judged = TreatmentCell.Of(words, column);
        if (judged.HasNotGiven) NotGiven(field);
        if (judged.Told == Told.NotUnderstood)
        {
            NotUnderstood(column, field switch
            {
                "surgery" when !Absence.Denies(words) && !column.IsNamed(words) => "procedure-unknown",
                "steroid" when !Absence.Denies(words) && !column.IsNamed(words) => "drug-unknown",
                _ => "not-understood",
            });
        }
        else if (judged.HasStrange)
        {
            Warn(field, "not-understood",
                "A part of these words is not understood, and nothing was recorded of that part." + GivenWords.Expected(column));
        }
    }

    private void NotGiven(string field) => Warn(field, "not-given",
        "The words speak of a treatment that was planned, advised, refused, ruled out or doubted; it was not recorded as given, nor "
            + "that there "
            + $"was none. The column takes {ColumnSense.ByField[field].Right}.");

    // -99, 9 or 2 is a code whose list the file does not bring along; 1 is yes.
    private bool IsCode(string field, string words)
    {
        if (!BareNumber().IsMatch(words) || _cells.IsYes(field, words)) return false;
        Wrong<int>(field, "A number names no treatment; write it in words, or yes, or no, or leave it blank when it is not reported.");
        return true;
    }

    [GeneratedRegex(@"^[-+]?[0-9]+(?:[.,][0-9]+)?\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BareNumber();

    private void SparingAgent()
    {
        Judged("sparing_agent");
        var date = Date("sparing_agent_on");
        if (_cells.State("sparing_agent") == CellState.Unclear) return;
        if (_cells["sparing_agent"] is not { } agents)
        {
            if (date.IsReported)
                Wrong<int>("sparing_agent_on",
                    "A treatment began then, and no column says with which agent; name it in a "
                        + "column 'sparing_agent', or leave this blank.");
            return;
        }

        if (IsCode("sparing_agent", agents)) return;
        var entries = SparingAgentText.Entries(agents, place => Id(place, "sparing_agent")).ToList();
        LeaveOutUnknown(entries, date.IsReported || _cells["administered_on"] is not null || _cells.IsYes("sparing_agent", agents));
        if (entries is [SparingAgentStarted first, ..] && date.IsReported) entries[0] = first with { StartedOn = date };
        _entries.AddRange(entries);
        var started = entries.OfType<SparingAgentStarted>().ToList();
        if (started.Count > 0) _cells.Understand("sparing_agent", string.Join("; ", started.Select(start => Kebab(start.Agent))));
        if (SparingAgentText.IsAlternative(agents))
            Warn("sparing_agent", "agents-unclear",
                "The words name one of several agents and not which; none of them was recorded. Name the one that was given.");
        if (started.Exists(start => start.Agent == Domain.Patients.SparingAgent.Other))
            Warn("sparing_agent", "agent-unknown",
                "An agent is not among those known; it was recorded as other, with its words as regimen.");
    }
    // Words that nobody knows may say in whatever language that there was none, and a glucocorticoid spares none.
    private void LeaveOutUnknown(List<ClinicalEntry> entries, bool began)
    {
        var unknown = new HashSet<Guid>();
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is not SparingAgentStarted { Agent: Domain.Patients.SparingAgent.Other, Regimen: { } words } start) continue;
            if (Other().IsMatch(words)) entries[i] = start with { Regimen = WordsOf(words) };
            else if (SteroidText.NamesSteroid(words) || !(began || SparingAgentText.HasDose(words))) unknown.Add(start.EntryId);
        }

        if (unknown.Count == 0) return;
        entries.RemoveAll(entry => unknown.Contains(entry.EntryId)
            || (entry is SparingAgentStopped stop && unknown.Contains(stop.TreatmentId)));
        if (entries.Count == 0) _cells.Understand("sparing_agent", null);
        Warn("sparing_agent", "not-understood",
            "These words name no agent that is known, and may as well say that there was none; nothing was recorded of them. The column "
                + "takes a known agent; other words with a dose, or with the first day in 'sparing_agent_on', or after 'other:'. A "
                + "glucocorticoid stands in 'steroid'.");
    }
}
