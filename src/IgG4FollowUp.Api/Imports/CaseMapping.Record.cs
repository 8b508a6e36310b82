using System.Globalization;
using System.Text.RegularExpressions;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Imports;

/// <content>Safety, risks, organs, the Responder Index, doses given and what is planned.</content>
public sealed partial class CaseMapping
{
    private static readonly (string Field, SafetyCheck What)[] Infections =
    [
        ("hbsag", SafetyCheck.HepatitisBSurfaceAntigen), ("anti_hbc", SafetyCheck.HepatitisBCoreAntibody),
        ("tuberculosis_test", SafetyCheck.TuberculosisTest),
    ];

    private void SafetyChecks()
    {
        var on = Date("safety_checks_on");
        var (known, day) = (_entries.Count, on.IsReported ? on : Date("last_visit_on"));
        foreach (var (field, what) in Infections)
        {
            if (_cells[field] is not { } cell) continue;
            var check = new SafetyChecked { EntryId = Id(field, field), CheckedOn = day, What = what };
            if (RecordWords.Findings(cell) is { } found && found is SafetyFinding.Positive or SafetyFinding.Negative
                or SafetyFinding.Indeterminate)
                _entries.Add(check with { Result = Understood<SafetyFinding>(field, found) });
            else if (RecordWords.Reasons(cell) is { } reason)
                _entries.Add(check with { Missing = Understood<MissingReason>(field, reason) });
            else
                Wrong<int>(
                    field, "This must be positive, negative or indeterminate, why it is not known (not possible, refused), or blank.");
        }

        foreach (var (item, i) in Listed("safety_checks"))
        {
            if (RecordWords.Check(item, Id($"safety_checks/{i}", "safety_checks")) is { } check)
                _entries.Add(check with { CheckedOn = day });
            else
                Wrong<int>("safety_checks",
                    "Each item, between semicolons, is a check and what it found, such as 'HBsAg negative', 'BP 135/85', 'T-score -2.1' or "
                        + "'eye-examination refused'.");
        }

        WarnOfDateAlone("safety_checks_on", on, known);
    }

    private void Risks()
    {
        var on = Date("comorbidities_on");
        var presented = _entries.OfType<PresentationRecorded>().FirstOrDefault()?.PresentedOn ?? ClinicalDate.NotReported;
        var (known, day) = (_entries.Count, on.IsReported ? on : presented);
        var exact = _cells["comorbidities"] is { } said ? RecordWords.RisksIn(said) : null;
        if (exact is not null)
        {
            for (var i = 0; i < exact.Count; i++)
                _entries.Add(new RiskRecorded
                {
                    EntryId = Id($"comorbidities/{i}", "comorbidities"),
                    NotedOn = day,
                    What = exact[i].What,
                    State = exact[i].State,
                });
            _cells.Understand("comorbidities",
                string.Join(", ", exact.Select(risk =>
                    risk.State == RiskState.Present
                        ? StoredName.Of(risk.What)
                        : $"{StoredName.Of(risk.State)}: {StoredName.Of(risk.What)}")));
        }

        foreach (var (field, state) in ((string, RiskState)[])
            [
                ("comorbidities", RiskState.Present), ("comorbidities_absent", RiskState.Absent),
                ("comorbidities_former", RiskState.Former),
            ])
        {
            if (exact is not null && field == "comorbidities") continue;
            Each(field, RecordWords.Risks, (risk, place) => _entries.Add(
                new RiskRecorded { EntryId = Id(place, field), NotedOn = day, What = risk, State = state }));
        }

        WarnOfDateAlone("comorbidities_on", on, known);
    }

    private void Organs()
    {
        var on = Date("organs_on");
        var (known, day) = (_entries.Count, on.IsReported ? on : Date("last_visit_on"));
        var methods = new List<OrganMethod>();
        Each("organ_methods", RecordWords.Methods, (method, _) => methods.Add(method));
        foreach (var (field, found) in ((string, OrganFinding?)[])
            [
                ("organs_involved", OrganFinding.Involved), ("organs_not_involved", OrganFinding.NotInvolved),
                ("organs_not_looked_for", null),
            ])
        {
            Each(field, RecordWords.Sites, (site, place) => _entries.Add(new OrganAssessed
            {
                EntryId = Id(place, field),
                AssessedOn = day,
                Site = site,
                Result = found,
                Missing = found is null ? MissingReason.NotDone : null,
                Methods = found is null || methods.Count == 0 ? null : methods,
            }));
        }

        WarnOfDateAlone("organs_on", on, known);
    }

    private void Preventions()
    {
        var on = Date("preventions_on");
        var known = _entries.Count;
        Each("preventions", RecordWords.Preventions, (what, place) => _entries.Add(
            new PreventionGiven { EntryId = Id(place, "preventions"), StartedOn = on, What = what }));
        WarnOfDateAlone("preventions_on", on, known);
    }

    private void AdverseEvent()
    {
        var (began, ended) = (Date("adverse_event_on"), Date("adverse_event_ended_on"));
        var grade = (int?)Number("adverse_event_grade", 1, 5, whole: true);
        var serious = YesOrNo("adverse_event_serious");
        var outcome = _cells["adverse_event_outcome"] is not { } cell ? null
            : Understood("adverse_event_outcome", RecordWords.Outcomes(cell))
                ?? Wrong<AdverseEventOutcome>("adverse_event_outcome",
                    "This must be recovered, recovered-with-sequelae, ongoing, fatal or unknown, or blank.");
        if (_cells["adverse_event"] is not { } words)
        {
            var alone = began.IsReported ? "adverse_event_on"
                : ended.IsReported ? "adverse_event_ended_on"
                : grade is not null ? "adverse_event_grade"
                : outcome is not null ? "adverse_event_outcome"
                : serious == true ? "adverse_event_serious"
                : null;
            if (alone is not null)
                Warn(alone, "event-without-name", "The row tells of an adverse event and not what it was; nothing was recorded.");
            return;
        }

        var named = PresentationWords.Named<AdverseEventTerm>(words);
        var said = began.IsReported || ended.IsReported || grade is not null || serious == true
            || outcome is not (null or AdverseEventOutcome.Unknown);
        if (named is null && !IsSomething("adverse_event", words, said,
            "a known term; other words with when it began or ended, its grade or its outcome beside them, or after 'other:'")) return;
        var term = Understood("adverse_event", named) ?? AdverseEventTerm.Other;
        if (term == AdverseEventTerm.Other)
            Warn("adverse_event", "event-in-words", "These words are none of the known terms; the event was recorded with them.");
        _entries.Add(new AdverseEventReported
        {
            EntryId = Id("adverse_event", "adverse_event"),
            StartedOn = began,
            EndedOn = ended.IsReported ? ended : null,
            Term = term,
            Description = term == AdverseEventTerm.Other ? WordsOf(words) : null,
            Grade = grade,
            Serious = serious,
            Outcome = outcome,
        });
    }

    // A dose belongs to the agent of its row, else to the one that earlier rows tell of.
    private void Administration()
    {
        var given = Date("administered_on");
        var (dose, course) =
            (Number("administration_dose_mg", 0.001m, 1_000_000, whole: false), (int?)Number("administration_course", 1, 100, whole: true));
        if (!given.IsReported)
        {
            if (dose is not null || course is not null)
                Warn(dose is not null ? "administration_dose_mg" : "administration_course", "dose-without-day",
                    "The row tells of a dose that was given and not when; nothing was recorded.");
            return;
        }

        var starts = _entries.OfType<SparingAgentStarted>().ToList();
        var own = starts.FindAll(start => _rows[start.EntryId] == _cells.Row);
        if ((own.Count > 0 ? own : starts) is not [var agent])
        {
            Wrong<int>("administered_on",
                starts.Count == 0
                    ? "A dose was given then, and no row says of which agent; name it in a column 'sparing_agent'."
                    : "A dose was given then, and several agents are on record; name the one in a column 'sparing_agent' of this row.");
            return;
        }

        _entries.Add(new AgentAdministered
        {
            EntryId = Id("administration", "administered_on"),
            TreatmentId = agent.EntryId,
            GivenOn = given,
            Dose = dose is { } mg ? new(mg, AgentDoseUnit.Mg) : null,
            Course = course,
        });
    }

    private void ResponderIndex()
    {
        var on = Date("responder_index_on");
        var total = (int?)Number("responder_index_total", 0, 400, whole: true);
        var version = _cells["responder_index_version"] is not { } said ? null
            : Understood("responder_index_version", RecordWords.Versions(said))
                ?? Wrong<ResponderIndexVersion>("responder_index_version", "This must be 2012 or 2018, or blank.");
        if (_cells["responder_index_sites"] is null)
        {
            if (total is not null || on.IsReported)
                Warn(total is not null ? "responder_index_total" : "responder_index_on", "index-without-sites",
                    "A total says nothing of which sites are active; give them in 'responder_index_sites'. Nothing was recorded.");
            return;
        }

        var sites = new List<SiteScore>();
        foreach (var (item, _) in Listed("responder_index_sites"))
        {
            if (RecordWords.Scored(item) is { } site) sites.Add(site);
            else
                Wrong<int>("responder_index_sites",
                    "Each item, between semicolons, is a site and its score, such as 'spinal-meninges 3 urgent' or 'kidney 0 damage'.");
        }

        if (version is not { } instrument)
        {
            if (_cells["responder_index_version"] is null)
                Wrong<int>(
                    "responder_index_sites", "Versions of the index are never mixed; say 2012 or 2018 in 'responder_index_version'.");
            return;
        }

        _entries.Add(new ResponderIndexScored
        {
            EntryId = Id("responder_index", "responder_index_sites"),
            ScoredOn = on.IsReported ? on : Date("last_visit_on"),
            Instrument = instrument,
            Sites = sites,
            StatedTotal = total,
        });
    }

    private void Plan()
    {
        var (planned, due) = (Date("planned_on"), Date("plan_due_on"));
        Taper(planned);
        if (_cells["plan"] is not { } words)
        {
            if (due.IsReported || (planned.IsReported && _cells["taper"] is null) || _cells["plan_agent"] is not null)
                Warn(due.IsReported ? "plan_due_on" : planned.IsReported ? "planned_on" : "plan_agent", "plan-without-name",
                    "The row tells of a plan and not for what; nothing was recorded.");
            return;
        }

        var kind = RecordWords.Plans(words);
        if (kind is null && !IsSomething("plan", words, due.IsReported,
            "a known kind of plan; other words with when it is due in 'plan_due_on', or after 'other:'")) return;
        var what = Understood("plan", kind) ?? PlannedKind.Other;
        if (what == PlannedKind.Taper)
        {
            if (_cells["taper"] is null) Wrong<int>("plan", $"The steps of a taper stand in a column 'taper', such as {TaperExample}.");
            return;
        }

        SparingAgent? agent = null;
        if (_cells["plan_agent"] is { } named && what == PlannedKind.Infusion)
        {
            var read = SparingAgentText.Entries(named, _ => Guid.Empty).OfType<SparingAgentStarted>().Select(start => start.Agent).ToList();
            agent = !Absence.Unsettles(named) && read is [var one and not Domain.Patients.SparingAgent.Other]
                ? Understood<SparingAgent>("plan_agent", one)
                : Wrong<SparingAgent>("plan_agent", "This must be one known agent, or blank.");
        }

        _entries.Add(new PlanMade
        {
            EntryId = Id("plan", "plan"),
            PlannedOn = planned.IsReported ? planned : Date("last_visit_on"),
            What = what,
            DueOn = due.IsReported ? due : null,
            Agent = agent,
            Description = what == PlannedKind.Other ? WordsOf(words) : null,
        });
    }

    private const string TaperExample =
        "'prednisolone 40 mg from 2024-01-01; 30 mg from 2024-01-15; stop from 2024-03-01', '40-35-30 mg every 2 weeks from 2024-01-01' or "
            + "'40 mg from 2024-01-01, minus 5 mg every 2 weeks to 10 mg'";

    private void Taper(ClinicalDate planned)
    {
        if (_cells["taper"] is not { } words) return;
        if (TaperText.Read(words, _cells.Dates, _cells.Marks) is not { } taper)
        {
            _cells.Understand("taper", null);
            Warn("taper", "not-understood",
                "The steps do not follow from these words with a whole date and a dose that does not rise; nothing was recorded of this "
                    + $"cell. It takes {TaperExample}.");
            return;
        }

        var courses = _entries.OfType<SteroidCourseStarted>().ToList();
        var own = courses.FindAll(course => _rows[course.EntryId] == _cells.Row);
        var drugs = (own.Count > 0 ? own : courses).Select(course => course.Drug).Distinct().ToList();
        if ((taper.Drug ?? (drugs is [{ } only] ? only : null)) is not { } drug)
        {
            Wrong<int>("taper", "Say which glucocorticoid is tapered, before the first dose or as the only one of column 'steroid'.");
            return;
        }

        var on = planned.IsReported ? planned : Date("last_visit_on");
        if (!planned.IsReported && (!on.IsReported || on.Earliest > taper.Steps[0].From))
        {
            Wrong<int>("taper", on.IsReported
                ? "The first step lies before the last visit; say in 'planned_on' when the taper was planned."
                : "Say in 'planned_on' when the taper was planned, at least the year.");
            return;
        }

        _cells.Understand("taper",
            $"{StoredName.Of(drug)}: " + string.Join(", ", taper.Steps.Select(step =>
                string.Create(CultureInfo.InvariantCulture, $"{step.DailyDoseMg} mg from {step.From:yyyy-MM-dd}"))));
        _entries.Add(new PlanMade
        {
            EntryId = Id("taper", "taper"),
            PlannedOn = on,
            What = PlannedKind.Taper,
            Drug = drug,
            Steps = taper.Steps,
        });
    }

    // Words that nobody knows may say in whatever language that there was none: they are something where the row says more of it.
    private bool IsSomething(string field, string words, bool saidMore, string right)
    {
        if (Other().IsMatch(words) || (saidMore && words.Any(char.IsLetter) && !_cells.IsYes(field, words))) return true;
        _cells.Understand(field, null);
        Warn(field, "not-understood",
            $"It does not follow from these words what there was, nor that there was none; nothing was recorded of this cell. "
                + $"It takes {right}.");
        return false;
    }

    private static string WordsOf(string cell) => Other().Match(cell) is { Success: true } other ? other.Groups["words"].Value : cell;

    [GeneratedRegex(@"^other ?: ?(?<words>.*\p{L}.*)\z", AnyCase | RegexOptions.Singleline, 1000)]
    private static partial Regex Other();

    private void Consents()
    {
        var (on, form) = (Date("consent_on"), Form());
        var by = _cells["consent_by"] is not { } giver ? null
            : Understood("consent_by", RecordWords.Givers(giver))
                ?? Wrong<ConsentGiver>("consent_by", "This must be patient, parent or legal-representative, or blank.");
        var (decided, any) = (on.IsReported || _cells["enrolled_on"] is null ? on : _enrolledOn, false);
        foreach (var (field, purpose) in ((string, ConsentPurpose)[])
            [("consent_follow_up", ConsentPurpose.FollowUp), ("consent_data_reuse", ConsentPurpose.DataReuse)])
        {
            if (Decision(field) is not { } decision) continue;
            any = true;
            if (!decided.IsReported)
            {
                Wrong<int>(field, "The last decision holds; give its date in a column 'consent_on', at least the year.");
                continue;
            }

            _entries.Add(new ConsentRecorded
            {
                EntryId = Id(field, field),
                DecidedOn = decided,
                Purposes = [purpose],
                Decision = decision,
                FormVersion = form,
                By = by,
            });
        }

        var alone = on.IsReported ? "consent_on" : form is not null ? "consent_form" : by is not null ? "consent_by" : null;
        if (!any && alone is not null && _reasons.Count == 0)
            Warn(alone, "consent-without-decision", "The row tells of a consent and not what was decided; nothing was recorded.");
    }

    // Words in its place would be taken for a version of whatever they say.
    private string? Form()
    {
        if (_cells["consent_form"] is not { } cell) return null;
        if (FormVersion().IsMatch(cell))
        {
            _cells.Understand("consent_form", cell);
            return cell;
        }

        Wrong<int>("consent_form", "This must be the number of the form's version, such as 2.1, v3 or 2024-05, or blank.");
        return null;
    }

    [GeneratedRegex(@"^[vV]?[0-9][A-Za-z0-9._-]{0,38}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex FormVersion();

    private ConsentDecision? Decision(string field)
    {
        // A bare no refuses; "not given" may as well say that nobody asked.
        var refused = _cells.State(field) == CellState.StatedAbsent;
        if (refused && _cells.Raw(field)?.Contains(' ', StringComparison.Ordinal) == false) return ConsentDecision.Refused;
        if (!refused && _cells[field] is null) return null;
        return (_cells[field] is not { } cell ? null
                : Understood(field, _cells.IsYes(field, cell) ? ConsentDecision.Given : RecordWords.Decisions(cell)))
            ?? Wrong<ConsentDecision>(field, "This must be given, refused or withdrawn, yes or no, or blank when nobody was asked.");
    }

    private void End()
    {
        var ended = Date("ended_on");
        if (_cells["follow_up_end"] is not { } words)
        {
            if (ended.IsReported)
                Warn("ended_on", "end-without-reason", "The row says when follow-up ended and not why; nothing was recorded.");
            return;
        }

        if (Understood("follow_up_end", RecordWords.Ends(words)) is not { } reason)
        {
            Wrong<int>("follow_up_end", "This must be died, lost, withdrew or transferred, or blank.");
            return;
        }

        _entries.Add(new FollowUpEnded { EntryId = Id("follow_up_end", "follow_up_end"), EndedOn = ended, Reason = reason });
    }

    private IEnumerable<(string Item, int Index)> Listed(string field) =>
        _cells[field] is { } cell ? RecordWords.Items(cell).Select((item, i) => (item, i)) : [];

    // Items that are known are taken; the others are named, since no entry could keep them.
    private void Each<T>(string field, Func<string, T?> read, Action<T, string> take)
        where T : struct, Enum
    {
        if (_cells[field] is null) return;
        var (known, unknown) = (new List<T>(), new List<string>());
        var takes = new List<Action>();
        foreach (var (item, i) in Listed(field))
        {
            if (read(item) is not { } value) unknown.Add(item);
            else if (!known.Contains(value))
            {
                known.Add(value);
                takes.Add(() => take(value, $"{field}/{i}"));
            }
        }

        // What denies or doubts may speak of the items beside it.
        if (unknown.Exists(Absence.Unsettles))
        {
            _cells.Understand(field, null);
            Warn(field, "not-understood",
                "A part of these words denies, doubts, or speaks of what is to come, refused or over; nothing was recorded of this "
                    + "cell. It takes "
                    + "names between semicolons.");
            return;
        }

        takes.ForEach(taken => taken());

        _cells.Understand(field, known.Count == 0 ? null : string.Join(", ", known.Select(value => StoredName.Of(value))));
        if (unknown.Count > 0 && !unknown.Exists(Absence.Unsettles))
            Warn(field, $"{field.Replace('_', '-')}-not-known",
                $"Not known, and not recorded: {CaseColumn.Shortened(string.Join("; ", unknown))}.");
    }

    private void WarnOfDateAlone(string field, ClinicalDate date, int known)
    {
        if (date.IsReported && _entries.Count == known)
            Warn(field, "date-without-finding", "The row says when and nothing of what was found; nothing was recorded.");
    }
}
