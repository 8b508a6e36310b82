using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// Tells the story of one made-up patient: presentation and first treatment here, follow-up in the other parts. A quarter of the patients
/// are enrolled long after they presented, and what is then entered in retrospect has vaguer dates.
/// </summary>
internal sealed partial class PatientStory
{
    private readonly DeterministicRandom _random;
    private readonly SyntheticCase _case;
    private readonly DateOnly _asOf;
    private readonly DateOnly _enrolledOn;
    private readonly bool _inRetrospect;
    private readonly StoryWriter _writer;
    private readonly SyntheticSerum _serum;
    private readonly DeterministicRandom _prescribing;
    private readonly SyntheticStatus _status;
    private readonly SyntheticPlans _plans;
    private readonly SyntheticInfusions _infusions;
    private readonly SyntheticSafety _safety;
    private readonly SyntheticDiagnosis _diagnosis;
    private readonly SyntheticResponderIndex _index;
    private readonly SyntheticProcedures _procedures;
    private readonly SyntheticDepletion _depletion;
    private readonly DeterministicRandom _prompt;
    private readonly SyntheticAgentStops _stops;
    private readonly SyntheticConsents _consents;

    private AsiaGrade _grade;
    private AsiaGrade _reachable;
    private SpinalLevels _levels;
    private LesionPattern? _pattern;
    private bool _lesionPresent = true;
    private bool _pressing;
    private TaperPlan? _taper;
    private Guid _courseId;
    private Glucocorticoid _drug;
    private SparingAgent? _agent;

    public PatientStory(DeterministicRandom random, SyntheticCase given, DateOnly asOf)
    {
        (_random, _case, _asOf, _levels, _pattern) = (random, given, asOf, given.Levels, given.Pattern);
        _inRetrospect = random.Percent(25);
        var enrolledOn = given.PresentedOn.AddDays(_inRetrospect
            ? random.Between(30, 900)
            : random.Between(0, 14) % (SyntheticRates.EnrolledWithinDays + 1));
        _enrolledOn = enrolledOn < asOf ? enrolledOn : asOf;
        _writer = new(random, _enrolledOn, asOf);
        _serum = new(random);
        _prescribing = random.Branch(21);
        _status = new(random.Branch(1));
        _plans = new(random.Branch(2));
        _infusions = new(random.Branch(4));
        _safety = new(random.Branch(3));
        _diagnosis = new(random.Branch(5));
        _index = new(random.Branch(6));
        _procedures = new(random.Branch(22));
        _depletion = new(random.Branch(23));
        _prompt = random.Branch(24);
        _stops = new(random.Branch(25));
        _consents = new(random.Branch(26));
        _grade = random.Between(0, 99) switch
        {
            < 3 => AsiaGrade.A,
            < 9 => AsiaGrade.B,
            < 33 => AsiaGrade.C,
            < 95 => AsiaGrade.D,
            _ => AsiaGrade.E,
        };
        _reachable = (AsiaGrade)Math.Min((int)AsiaGrade.E, (int)_grade + random.OneOf(0, 1, 1, 1, 2));
        _drug = random.OneOf(Glucocorticoid.Prednisolone, Glucocorticoid.Prednisolone, Glucocorticoid.Prednisone,
            Glucocorticoid.Methylprednisolone);
    }

    public SyntheticPatient Tell()
    {
        Enrol();
        Present();
        var treated = Operate(_case.PresentedOn);
        if (_random.Percent(92)) treated = StartSteroid(Begins(treated, _random.Between(3, 14)));
        if (_random.Percent(25)) StartSparingAgent(treated.AddDays(_random.Between(0, 30)));
        FollowUp(treated);
        return _writer.Finish(_random.NextUuid(_writer.At(_enrolledOn)));
    }

    // Where the cord is compressed or the deficit severe, most are treated without delay.
    private DateOnly Begins(DateOnly after, int days)
    {
        var waits = after > _case.PresentedOn || !_pressing || !_prompt.Percent(SyntheticRates.PromptTreatmentPercent);
        return after.AddDays(waits ? days : days % (SyntheticRates.PromptWithinDays + 1));
    }

    private void Enrol()
    {
        var age = 30 + _random.Between(0, 22) + _random.Between(0, 22);
        var enrolment =
            new PatientEnrolled
            {
                EntryId = _writer.NewId(_enrolledOn),
                StudyNumber = _case.StudyNumber,
                Sex = _random.Percent(SyntheticRates.MalePercent) ? Sex.Male : Sex.Female,
                BirthYear = _case.PresentedOn.Year - age,
                EnrolledOn = ClinicalDate.On(_enrolledOn),
                // Whoever stands in a published series has agreed to it.
                Consents = new(FollowUp: true, DataReuse: _random.Percent(90) || _case.Published, ContactAgain: _random.Percent(80)),
                Origin = DataOrigin.Synthetic,
                Note = "Synthetic: this patient does not exist.",
            };
        _writer.Record(enrolment, _enrolledOn);
        foreach (var consent in _consents.AtEnrolment(_writer.At(_enrolledOn), _enrolledOn, enrolment.Consents))
            _writer.RecordSafety(consent, _enrolledOn);
    }

    private void Present()
    {
        var day = _case.PresentedOn;
        var onset = day.AddDays(-_random.Between(14, 700));
        Symptom[] symptoms = [.. new[]
        {
            _random.Percent(45) ? Symptom.BackPain : Symptom.NeckPain, Symptom.LimbWeakness, Symptom.SensoryLoss, Symptom.GaitDisturbance,
            Symptom.SphincterDysfunction,
        }.Where((_, i) => i == 0 || _random.Percent(60 - 10 * i))];
        var presentation = new PresentationRecorded
        {
            EntryId = _writer.NewId(day),
            PresentedOn = ClinicalDate.On(day),
            OnsetOn =
                _random.Between(0, 99) switch
                {
                    < 60 => StoryWriter.Month(onset),
                    < 75 => StoryWriter.Year(onset),
                    < 95 => ClinicalDate.On(onset),
                    _ => null,
                },
            Diagnosis = Diagnosis.IgG4RelatedSpinalPachymeningitis,
            Symptoms = symptoms,
            Course = _case.Course,
            NeurologicalOnsetOn = StoryWriter.Month(onset.AddDays((day.DayNumber - onset.DayNumber) / 2)),
            DeteriorationOn = _case.Course == ClinicalCourse.Progressive ? ClinicalDate.On(day.AddDays(-7)) : null,
            OtherOrgans = _random.Percent(27)
                ? [_random.OneOf(Organ.LacrimalGland, Organ.SalivaryGland, Organ.LymphNode, Organ.Lung, Organ.Pancreas)]
                : [],
        };
        _writer.Record(presentation, day);
        _writer.Record(new AsiaGradeRecorded { EntryId = _writer.NewId(day), AssessedOn = ClinicalDate.On(day), Grade = _grade }, day);
        var serum = _serum.Measure(_writer.NewId(day), day);
        _writer.Record(serum, day);
        var study = _depletion.First(
            _procedures.Imaged(new LesionImaged
            {
                EntryId = _writer.NewId(day),
                ImagedOn = ClinicalDate.On(day),
                LesionPresent = true,
                Levels = _case.Levels,
                Compartment = _case.Compartment,
                Pattern = _case.Pattern,
                Shape =
                    _random.OneOf(LesionShape.Striated, LesionShape.Striated, LesionShape.Fusiform, LesionShape.Fusiform,
                        LesionShape.LobulatedOval),
                T1Signal = _random.OneOf(SignalIntensity.Hypointense, SignalIntensity.Isointense),
                T2Signal = _random.OneOf(SignalIntensity.Hypointense, SignalIntensity.SlightlyHyperintense),
                Enhancement = _case.Enhancement,
                ThicknessMm = _random.Between(20, 120) / 10m,
                CordCompression = _random.Percent(85),
                CordCavity = _random.Percent(10),
            }));
        _writer.Record(study, day);
        _pressing = study.CordCompression == true || _grade <= AsiaGrade.C;
        TellSafety(_safety.AtPresentation(_writer.At(day), day), day);
        TellSafety(_diagnosis.AtPresentation(_writer.At(day), day, presentation.OtherOrgans ?? [], serum), day);
    }

    /// <summary>The day of the first treatment, or of presentation without an operation.</summary>
    private DateOnly Operate(DateOnly day)
    {
        if (!_random.Percent(SyntheticRates.SurgeryPercent))
        {
            TellSafety([_diagnosis.Conclude(_writer.At(day), day, biopsied: false)], day);
            return day;
        }

        var operated = Begins(day, _random.Between(3, 30));
        var extent = _random.OneOf(ResectionExtent.Partial, ResectionExtent.Subtotal, ResectionExtent.Complete);
        _writer.Record(
            _procedures.Operated(new SurgeryPerformed
            {
                EntryId = _writer.NewId(operated),
                PerformedOn = _inRetrospect && _random.Percent(30) ? StoryWriter.Month(operated) : ClinicalDate.On(operated),
                Procedures = [_random.OneOf(Procedure.Laminectomy, Procedure.Laminectomy, Procedure.Laminoplasty), Procedure.Resection],
                Levels = _levels,
                Extent = extent,
                Decompression = true,
                Urgency = _case.Course == ClinicalCourse.Progressive ? SurgeryUrgency.Urgent : SurgeryUrgency.Elective,
            }),
            operated);
        if (extent == ResectionExtent.Complete) _lesionPresent = false;
        var reported = operated.AddDays(_random.Between(7, 14));
        _writer.Record(
            new BiopsyReported
            {
                EntryId = _writer.NewId(reported),
                ReportedOn = ClinicalDate.On(reported),
                SampledOn = ClinicalDate.On(operated),
                Tissue = Site.SpinalMeninges,
                Levels = _levels,
                IgG4PositiveCellsPerHpf = _random.Between(8, 120),
                IgG4ToIgGPercent = _random.Percent(80) ? _random.Between(25, 90) : null,
                LymphoplasmacyticInfiltrate = true,
                StoriformFibrosis = _random.Percent(70),
                ObliterativePhlebitis = _random.Percent(30),
                Granulomas = _random.OneOf(HistologyGrade.None, HistologyGrade.None, HistologyGrade.Few),
            },
            reported);
        TellSafety(_safety.AfterSurgery(_writer.At(reported), operated), reported);
        TellSafety([_diagnosis.Conclude(_writer.At(reported), reported, biopsied: true)], reported);
        return operated;
    }

    /// <summary>The day on which tablets begin; one patient in eight gets an intravenous pulse first.</summary>
    private DateOnly StartSteroid(DateOnly day)
    {
        if (_random.Percent(12))
        {
            var pulse = _writer.NewId(day);
            var last = day.AddDays(2);
            _writer.Record(
                new SteroidCourseStarted
                {
                    EntryId = pulse,
                    StartedOn = ClinicalDate.On(day),
                    Drug = Glucocorticoid.Methylprednisolone,
                    DailyDoseMg = _random.OneOf(500m, 1000m),
                    Route = SteroidRoute.Intravenous,
                    Indication = Indication.IgG4RelatedDisease,
                },
                day);
            _writer.Record(
                new SteroidCourseStopped
                {
                    EntryId = _writer.NewId(last),
                    CourseId = pulse,
                    LastDoseOn = ClinicalDate.On(last),
                    Reason = StopReason.SwitchedDrug,
                },
                last);
            day = day.AddDays(3);
        }

        StartTablets(day, stops: _random.Percent(45), _inRetrospect && day < _enrolledOn && _random.Percent(15));
        TellSafety(_safety.WithSteroid(_writer.At(day), day), day);
        return day;
    }

    private void StartTablets(DateOnly day, bool stops, bool onlyMonthKnown = false)
    {
        _taper = new TaperPlan(_random, day, stops);
        _courseId = _writer.NewId(day);
        _writer.Record(
            new SteroidCourseStarted
            {
                EntryId = _courseId,
                StartedOn = onlyMonthKnown ? StoryWriter.Month(day) : ClinicalDate.On(day),
                Drug = _drug,
                DailyDoseMg = InDrug(_taper.StartDose),
                Indication = Indication.IgG4RelatedDisease,
            },
            day);
        WritePlan(day, _taper);
    }

    private void WritePlan(DateOnly day, TaperPlan taper)
    {
        var steps = taper.Steps.Select(step => new TaperStep(step.Day, InDrug(step.Dose)));
        if (_plans.Write(_writer.At(day), day, _drug, steps) is { } plan) _writer.RecordBeside(plan, day);
    }

    private void StartSparingAgent(DateOnly day)
    {
        var agent = _random.OneOf(
            SparingAgent.Azathioprine, SparingAgent.Mycophenolate, SparingAgent.Methotrexate, SparingAgent.Rituximab,
            SparingAgent.Rituximab, SparingAgent.Cyclophosphamide);
        _agent = agent;
        var start = new SparingAgentStarted
        {
            EntryId = _writer.NewId(day),
            StartedOn = ClinicalDate.On(day),
            Agent = agent,
            Indication = Indication.IgG4RelatedDisease,
        };
        _writer.Record(start, day);
        foreach (var (later, entry) in _infusions.After(start, day, _writer.At)) _writer.RecordBeside(entry, later);
        _depletion.Given(agent, day);
        _stops.Begun(start, day);
        TellSafety(_safety.BeforeAgent(_writer.At(day), day, agent), day);
    }

    /// <summary>Milligrams of the patient's drug for a dose in prednisone; methylprednisolone 4 mg equals prednisone 5 mg.</summary>
    private decimal InDrug(decimal prednisone) => _drug == Glucocorticoid.Methylprednisolone ? prednisone * 4m / 5m : prednisone;
}
