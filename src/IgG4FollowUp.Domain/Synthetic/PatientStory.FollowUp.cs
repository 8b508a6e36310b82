using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>The course of time: visits, tapering, chance relapses, and the ways in which follow-up ends.</summary>
internal sealed partial class PatientStory
{
    // Chances are drawn for stretches this short, over which the dose hardly changes.
    private const int StretchDays = 14;

    private enum Relapse
    {
        None,
        Clinical,
        Radiological,
        Both,
    }

    private void FollowUp(DateOnly treated)
    {
        var last = treated;
        var nextMri = treated.AddDays(SyntheticRates.MriGaps[0]);
        int visits = 0, studies = 1;
        while (true)
        {
            var gaps = SyntheticRates.VisitGaps;
            var due = last.AddDays(Math.Max(7, gaps[Math.Min(visits++, gaps.Length - 1)] + _random.Between(-7, 14)));
            // The visit does not take place; the next one is due later.
            if (_random.Percent(6)) due = due.AddDays(_random.Between(60, 180));
            if (due > _asOf) break;
            if (last >= _enrolledOn && Ends(last, due, out var resumedOn))
            {
                if (resumedOn is not { } resumed) return;
                last = resumed;
                continue;
            }

            var (relapse, day) = ChanceRelapse(last, due);
            if (day > _asOf) break;
            Taper(day);
            var withMri = day >= nextMri || relapse is Relapse.Radiological or Relapse.Both;
            Visit(last, day, relapse, withMri, nextDue: day.AddDays(gaps[Math.Min(visits, gaps.Length - 1)]));
            if (withMri) nextMri = day.AddDays(SyntheticRates.MriGaps[Math.Min(studies++, SyntheticRates.MriGaps.Length - 1)]);
            last = day;
        }

        Taper(_asOf);
    }

    /// <summary>Whether follow-up ends before a visit that is due, and when it was taken up again.</summary>
    private bool Ends(DateOnly last, DateOnly due, out DateOnly? resumedOn)
    {
        resumedOn = null;
        var days = due.DayNumber - last.DayNumber;
        var day = last.AddDays(_random.Between(1, days));
        if (_random.PerMillion(SyntheticRates.Death * days))
        {
            _writer.Close(day);
            End(FollowUpEndReason.Died, _random.Percent(10) ? StoryWriter.Month(day) : ClinicalDate.On(day),
                day.AddDays(_random.Between(1, 30)));
            return true;
        }

        if (_random.PerMillion(SyntheticRates.Withdrew * days))
        {
            _writer.Close(day);
            End(FollowUpEndReason.Withdrew, ClinicalDate.On(day), day);
            _writer.RecordSafety(_consents.Withdrawal(_writer.At(day), day), day);
            return true;
        }

        if (_random.PerMillion(SyntheticRates.Transferred * days))
        {
            End(FollowUpEndReason.Transferred, ClinicalDate.On(day), day);
            return true;
        }

        if (!_random.PerMillion(SyntheticRates.Lost * days)) return false;
        // Nobody knows on the day itself: the loss is noticed later and dated to the last contact.
        var noticed = due.AddDays(_random.Between(90, 200));
        End(FollowUpEndReason.Lost, ClinicalDate.On(last), noticed);
        var resumed = noticed.AddDays(_random.Between(60, 600));
        if (_random.Percent(25) && resumed < _asOf)
        {
            _writer.Record(new FollowUpResumed { EntryId = _writer.NewId(resumed), ResumedOn = ClinicalDate.On(resumed) }, resumed);
            resumedOn = resumed;
        }

        return true;
    }

    private void End(FollowUpEndReason reason, ClinicalDate date, DateOnly recordedOn) => _writer.Record(
        new FollowUpEnded
        {
            EntryId = _writer.NewId(recordedOn),
            EndedOn = date,
            Reason = reason,
            CauseOfDeath = reason == FollowUpEndReason.Died
                ? _random.OneOf("pneumonia", "myocardial infarction", "not related to the disease")
                : null,
        },
        recordedOn);

    /// <summary>A relapse before the visit that is due, and the day on which the patient is seen.</summary>
    private (Relapse Kind, DateOnly SeenOn) ChanceRelapse(DateOnly last, DateOnly due)
    {
        for (var day = last; day < due; day = day.AddDays(StretchDays))
        {
            var days = Math.Min(StretchDays, due.DayNumber - day.DayNumber);
            if (!_random.PerMillion(RelapseRate(day) * days)) continue;
            var kind = _random.Between(0, 99) switch { < 55 => Relapse.Both, < 80 => Relapse.Radiological, _ => Relapse.Clinical };
            // What is only seen on MRI is found at the visit that was planned; a worse deficit brings the patient in.
            var seen = day.AddDays(_random.Between(1, days) + _random.Between(1, 10));
            return (kind, kind == Relapse.Radiological || seen > due ? due : seen);
        }

        return (Relapse.None, due);
    }

    private int RelapseRate(DateOnly day)
    {
        var rate = _taper is null ? SyntheticRates.RelapseOffSteroid : _taper.On(day) switch
        {
            0m => SyntheticRates.RelapseOffSteroid,
            < 6.25m => SyntheticRates.RelapseOnLowDose,
            _ => SyntheticRates.RelapseOnMaintenance,
        };
        return _agent is not null ? rate * SyntheticRates.SparingAgentPercent / 100 : rate;
    }

    /// <summary>Enters the dose changes that were due before a visit, as the patient reports them there.</summary>
    private void Taper(DateOnly visit)
    {
        while (_taper is not null && _taper.TryStep(visit, out var day, out var dose))
        {
            if (dose > 0)
            {
                var daily = InDrug(dose);
                // House default: some take what is left of a taper every other day.
                var prescribed = dose <= 7.5m && _prescribing.Percent(10)
                    ? new PrescribedDose { Mg = 2 * daily, Frequency = DoseFrequency.AlternateDays }
                    : null;
                _writer.Record(
                    new SteroidDoseChanged
                    {
                        EntryId = _writer.NewId(visit),
                        CourseId = _courseId,
                        ChangedOn = ClinicalDate.On(day),
                        DailyDoseMg = daily,
                        Prescribed = prescribed,
                    }, visit);
                continue;
            }

            var reason = _random.OneOf(StopReason.Remission, StopReason.Completed, StopReason.AdverseEffect, StopReason.PatientDecision);
            _writer.Record(
                new SteroidCourseStopped
                {
                    EntryId = _writer.NewId(visit),
                    CourseId = _courseId,
                    LastDoseOn = ClinicalDate.On(day),
                    Reason = reason,
                }, visit);
        }
    }
}
