using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>What happens at a visit, and the slips of recording that are put right afterwards.</summary>
internal sealed partial class PatientStory
{
    private readonly List<Guid> _recorded = [];
    private Guid? _unresolved;
    private DateOnly _relapsedOn;
    private DateOnly? _lastStudy;
    private DateOnly? _lastFreeStudy;

    private void Visit(DateOnly last, DateOnly day, Relapse relapse, bool withMri, DateOnly nextDue)
    {
        _recorded.Clear();
        var remote = relapse == Relapse.None && !withMri && _random.Percent(15);
        if (!remote)
        {
            Grade(day, relapse);
            Ask(day);
        }

        if (_stops.ToldAt(_writer.At(day), day) is { } stop)
        {
            TellSafety([stop], day);
            _agent = null;
        }

        if (withMri) Image(day, relapse);
        var measured = !remote && _random.Percent(80);
        if (measured) Serum(day, relapse);
        else if (!remote) TellSafety(_procedures.Unmeasured(_writer.At(day), day), day);
        if (relapse == Relapse.None) Resolve(day);
        else Recur(last, day, relapse);
        TellSafety(_safety.AtVisit(_writer.At(day), last, day, remote, _taper?.On(day) ?? 0m, _agent), day);
        if (!remote)
        {
            var scored = _index.AtVisit(
                _writer.At(day), day, relapse != Relapse.None, relapse is Relapse.Clinical or Relapse.Both, _lesionPresent,
                _taper?.On(day) > 0, _grade < AsiaGrade.E);
            TellSafety(scored, day);
            TellSafety(_procedures.Missed(_writer.At(day), day), day);
            TellSafety(_depletion.AtVisit(_writer.At(day), day), day);
        }

        _writer.Record(
            new VisitLogged
            {
                EntryId = _writer.NewId(day),
                VisitedOn = ClinicalDate.On(day),
                Mode = remote ? VisitMode.Remote : VisitMode.InPerson,
                Recorded = [.. _recorded],
                RecurrenceAssessment = relapse != Relapse.None ? RecurrenceAssessment.Confirmed
                    : _unresolved is not null ? null
                    : _random.Between(0, 99) switch
                    {
                        < 82 => RecurrenceAssessment.None,
                        < 86 => RecurrenceAssessment.Suspected,
                        _ => null,
                    },
                NextVisitDueOn = _random.Percent(92) ? nextDue : null,
            },
            day);
    }

    private void TellSafety(IEnumerable<ClinicalEntry> entries, DateOnly day)
    {
        foreach (var entry in entries)
        {
            _writer.RecordSafety(entry, day);
            _recorded.Add(entry.EntryId);
        }
    }

    private void Ask(DateOnly day)
    {
        if (!_status.IsAsked) return;
        var status = _status.Assess(_status.NewId(_writer.At(day)), day, _grade);
        _writer.RecordBeside(status, day);
        _recorded.Add(status.EntryId);
    }

    private void Grade(DateOnly day, Relapse relapse)
    {
        if (relapse is Relapse.Clinical or Relapse.Both && _grade > AsiaGrade.A) _grade--;
        else if (relapse == Relapse.None && _grade < _reachable && _random.Percent(30)) _grade++;
        if (relapse == Relapse.None && !_random.Percent(90)) return;
        var entry = new AsiaGradeRecorded { EntryId = _writer.NewId(day), AssessedOn = ClinicalDate.On(day), Grade = _grade };
        if (_random.PerMillion(8_000))
        {
            var wrong = entry with { Grade = _grade < AsiaGrade.E ? _grade + 1 : AsiaGrade.D };
            _writer.Record(wrong, day);
            _writer.Correct(entry, "The grade was misread from the worksheet.", day.AddDays(_random.Between(1, 30)));
        }
        else
        {
            _writer.Record(entry, day);
        }

        _recorded.Add(entry.EntryId);
    }

    private void Image(DateOnly day, Relapse relapse)
    {
        var recurs = relapse is Relapse.Radiological or Relapse.Both;
        LesionChange? change;
        if (recurs)
        {
            change = _lesionPresent && _random.Percent(70) ? LesionChange.Larger : LesionChange.New;
            if (change == LesionChange.New) _levels = SyntheticLevels.In(_random, SyntheticLevels.Any(_random));
            // A recurrence may lie elsewhere (Elmaci 2020: dorsal at first, ventral at relapse).
            if (_pattern is not null && _random.Percent(30))
                _pattern = _random.OneOf(LesionPattern.Ventral, LesionPattern.Dorsal, LesionPattern.Homogeneous);
            _lesionPresent = true;
        }
        else if (_lesionPresent)
        {
            change = _random.OneOf(LesionChange.Smaller, LesionChange.Smaller, LesionChange.Unchanged, LesionChange.Unchanged,
                LesionChange.Resolved);
            _lesionPresent = change != LesionChange.Resolved;
        }
        else
        {
            change = _lastStudy is null ? LesionChange.Resolved : LesionChange.Unchanged;
        }

        // Some reports arrive weeks after the visit; a confirmed recurrence does not wait for them.
        var recordedOn = !recurs && _random.Percent(15) ? day.AddDays(_random.Between(7, 45)) : day;
        var study = _depletion.Later(_procedures.Imaged(new LesionImaged
        {
            EntryId = _writer.NewId(recordedOn),
            ImagedOn = ClinicalDate.On(day),
            LesionPresent = _lesionPresent,
            Levels = _lesionPresent ? _levels : null,
            Compartment = _lesionPresent ? _case.Compartment : null,
            Pattern = _lesionPresent ? _pattern : null,
            ThicknessMm = _lesionPresent ? _random.Between(10, recurs ? 110 : 60) / 10m : null,
            ChangeSincePrior = change,
        }));
        _writer.Record(study, recordedOn);
        if (recordedOn == day) _recorded.Add(study.EntryId);
        _lastStudy = day;
        if (!recurs) _lastFreeStudy = day;
    }

    private void Serum(DateOnly day, Relapse relapse)
    {
        if (relapse != Relapse.None && _random.Percent(60)) _serum.Rise();
        else if (relapse == Relapse.None && _random.Percent(4)) _serum.Rise();
        else if (relapse == Relapse.None) _serum.Fall();
        var entry = _serum.Measure(_writer.NewId(day), day);
        if (_random.Percent(2))
        {
            // Read in the wrong column: ten times as much.
            _writer.Record(entry with { Result = new Quantity(entry.Result.Quantity.Value * 10m, entry.Result.Unit) }, day);
            _writer.Correct(entry, "The decimal point was misplaced on entry.", day.AddDays(_random.Between(1, 60)));
        }
        else
        {
            _writer.Record(entry, day);
        }

        _recorded.Add(entry.EntryId);
        if (!_random.PerMillion(12_000)) return;
        var duplicate = entry with { EntryId = _writer.NewId(day) };
        _writer.Record(duplicate, day);
        _writer.Retract(duplicate.EntryId, RetractionReason.Duplicate, "Entered at the desk and by the laboratory.",
            day.AddDays(_random.Between(1, 20)));
    }

    private void Recur(DateOnly last, DateOnly day, Relapse relapse)
    {
        // Some recurrences are never recorded as such and must be read off the examinations.
        if (_random.Percent(90))
        {
            var free = relapse == Relapse.Clinical ? last : _lastFreeStudy ?? last;
            var recurrence = new RecurrenceRecorded
            {
                EntryId = _writer.NewId(day),
                DetectedOn = ClinicalDate.On(day),
                LastKnownFreeOn = _random.Percent(75) && free < day ? ClinicalDate.On(free) : null,
                Kinds = relapse switch
                {
                    Relapse.Both => [RecurrenceKind.Clinical, RecurrenceKind.Radiological],
                    Relapse.Radiological => [RecurrenceKind.Radiological],
                    _ => [RecurrenceKind.Clinical],
                },
                Levels = relapse == Relapse.Clinical ? null : _levels,
                Pattern = relapse == Relapse.Clinical ? null : _pattern,
            };
            _writer.Record(recurrence, day);
            _recorded.Add(recurrence.EntryId);
            (_unresolved, _relapsedOn) = (recurrence.EntryId, day);
        }

        if (_taper is { Stopped: false })
        {
            // The course goes on at a higher dose: a new plan for the same course.
            _taper = new TaperPlan(_random, day, stops: _random.Percent(30));
            _writer.Record(
                new SteroidDoseChanged
                {
                    EntryId = _writer.NewId(day),
                    CourseId = _courseId,
                    ChangedOn = ClinicalDate.On(day),
                    DailyDoseMg = InDrug(_taper.StartDose),
                }, day);
            WritePlan(day, _taper);
        }
        else
        {
            StartTablets(day, stops: _random.Percent(30));
        }

        if (_agent is null && _random.Percent(40)) StartSparingAgent(day);
    }

    private void Resolve(DateOnly day)
    {
        if (_unresolved is not { } recurrence || day < _relapsedOn.AddDays(60)) return;
        if (_random.Percent(85))
            _writer.Record(
                new RecurrenceResolved { EntryId = _writer.NewId(day), RecurrenceId = recurrence, ResolvedOn = ClinicalDate.On(day) }, day);
        _unresolved = null;
    }
}
