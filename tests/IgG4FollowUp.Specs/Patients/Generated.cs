using FsCheck;
using FsCheck.Fluent;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>Random values and entries for the property specs.</summary>
internal static class Generated
{
    public static readonly Gen<DateOnly> Day =
        from day in Gen.Choose(new DateOnly(1900, 1, 1).DayNumber, new DateOnly(2200, 12, 31).DayNumber)
        select DateOnly.FromDayNumber(day);

    public static readonly Gen<ClinicalDate> Date =
        from day in Day
        from length in Gen.Elements(4, 7, 10, 0)
        select length == 0 ? ClinicalDate.NotReported : ClinicalDate.Parse(day.ToString("yyyy-MM-dd")[..length]);

    /// <summary>Dates of the last two years, so that entries crowd and tie.</summary>
    public static readonly Gen<ClinicalDate> RecentDate =
        from day in Gen.Choose(new DateOnly(2023, 1, 1).DayNumber, new DateOnly(2024, 12, 31).DayNumber)
        from length in Gen.Frequency((6, Gen.Constant(10)), (2, Gen.Constant(7)), (1, Gen.Constant(4)), (1, Gen.Constant(0)))
        select length == 0 ? ClinicalDate.NotReported : ClinicalDate.Parse(DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd")[..length]);

    private static readonly Gen<string> Part =
        from first in Gen.Choose(0, 28)
        from length in Gen.Choose(0, 28)
        from region in Gen.Elements("cervical", "thoracic", "lumbar", "sacral")
        from shape in Gen.Choose(0, 2)
        let last = Math.Min(28, first + length)
        select shape == 0 ? region
            : shape == 1 || last == first ? new VertebralSegment((byte)first).ToString()
            : $"{new VertebralSegment((byte)first)}-{new VertebralSegment((byte)last)}";

    public static readonly Gen<string> LevelsText = from parts in Part.NonEmptyListOf() select string.Join(" and ", parts.Take(12));

    public static readonly Gen<Quantity> Quantity =
        from digits in Gen.Choose(0, 999_999_999)
        from scale in Gen.Choose(0, 9)
        from unit in Gen.Elements<Unit>([.. Unit.All.Values])
        select new Quantity(new decimal(digits, 0, 0, isNegative: false, (byte)scale), unit);

    private static readonly Gen<string?> Words = Gen.Elements(null, "", "plain", "täglich \"20\" mg\n\u2028 \ud83e\udde0", "{}");

    private static readonly Gen<decimal> Milligrams = from tenths in Gen.Choose(1, 20_000) select tenths / 10m;

    // What nothing is derived from comes seldom, so that histories stay dense in what rules read.
    private static readonly Gen<int> Kind = Gen.Frequency((9, Gen.Choose(0, 20)), (1, Gen.Choose(30, 40)));

    /// <summary>Any kind of entry except the enrolment, with links to the given earlier ids where it needs one.</summary>
    public static Gen<ClinicalEntry> Entry(Guid id, Guid linked) =>
        from date in RecentDate
        from other in RecentDate
        from kind in Kind
        from number in Gen.Choose(0, 1000)
        from mg in Milligrams
        from words in Words
        from quantity in Quantity
        from levels in LevelsText
        select Entry(kind, id, linked, date, other, number, mg, words, quantity, levels);

    private static ClinicalEntry Entry(
        int kind, Guid id, Guid linked, ClinicalDate date, ClinicalDate other, int number, decimal mg, string? words, Quantity quantity,
        string levels)
    {
        T? Pick<T>()
            where T : struct, Enum => number % 4 == 0 ? null : Enum.GetValues<T>()[number % Enum.GetValues<T>().Length];
        bool? YesNo() => (number % 3) switch { 0 => null, 1 => false, _ => true };
        var place = number % 2 == 0 ? null : SpinalLevels.Parse(levels);
        return kind switch
        {
            0 => new PresentationRecorded
            {
                EntryId = id,
                PresentedOn = date,
                OnsetOn = other,
                AgeYears = number % 120,
                Diagnosis = Pick<Diagnosis>(),
                Course = Pick<ClinicalCourse>(),
                Symptoms = [Symptom.NeckPain, Symptom.SphincterDysfunction],
                OtherOrgans = number % 2 == 0 ? null : [],
                NeurologicalOnsetOn = number % 3 == 0 ? other : null,
                DeteriorationOn = number % 5 == 0 ? date : null,
                Note = words,
            },
            1 => new AsiaGradeRecorded { EntryId = id, AssessedOn = date, Grade = Pick<AsiaGrade>(), Note = words },
            2 => new LesionImaged
            {
                EntryId = id,
                ImagedOn = date,
                LesionPresent = number % 2 == 0,
                Levels = place,
                Compartment = Pick<Compartment>(),
                Pattern = Pick<LesionPattern>(),
                Shape = Pick<LesionShape>(),
                T1Signal = Pick<SignalIntensity>(),
                T2Signal = Pick<SignalIntensity>(),
                Enhancement = Pick<Enhancement>(),
                ThicknessMm = mg,
                CordCompression = YesNo(),
                CordCavity = YesNo(),
                ChangeSincePrior = Pick<LesionChange>(),
                EnhancementSincePrior = Pick<EnhancementChange>(),
                SourceWording = words,
                ContrastGiven = number % 3 == 0 ? true : null,
                Regions = number % 4 == 0 ? [ImagedRegion.Cervical, ImagedRegion.Brain] : null,
                LengthMm = number % 5 == 0 && number % 2 == 0 ? 1 + number % 600 : null,
                CanalCompromisePercent = number % 5 == 1 ? number % 101 : null,
                CordT2Signal = Pick<CordSignal>(),
                Reader = Pick<ImagingReader>(),
                CavityLengthMm = number % 3 == 2 ? 1 + number % 200 : null,
                CavitySincePrior = number % 3 == 2 ? LesionChange.Larger : null,
                NotAssessed = number % 6 == 1 ? [new(StudyItem.Contrast, MissingReason.Refused)] : null,
                DoneElsewhere = YesNo(),
            },
            3 => new LabMeasured
            {
                EntryId = id,
                DrawnOn = date,
                Analyte = Enum.GetValues<Analyte>()[number % Enum.GetValues<Analyte>().Length],
                Result = new(quantity, Pick<Comparator>()),
                UpperLimitOfNormal = quantity,
                Assay = words,
                Dilution = number,
            },
            4 => new BiopsyReported
            {
                EntryId = id,
                ReportedOn = date,
                IgG4PositiveCellsPerHpf = number,
                IgG4ToIgGPercent = mg,
                LymphoplasmacyticInfiltrate = YesNo(),
                StoriformFibrosis = YesNo(),
                ObliterativePhlebitis = YesNo(),
                Granulomas = Pick<HistologyGrade>(),
                Neutrophils = Pick<HistologyGrade>(),
                Tissue = Pick<Site>(),
                Exclusions = number % 3 == 0 ? null : number % 3 == 1 ? [] : [HistologyExclusion.NecrotisingVasculitis],
                NotAssessed = number % 2 == 0 ? null : [new(HistologyItem.Fibrosis, MissingReason.NotPossible)],
            },
            5 => new SurgeryPerformed
            {
                EntryId = id,
                PerformedOn = date,
                Procedures = [Procedure.CsfShunt, Procedure.Laminectomy],
                Levels = place,
                Extent = Pick<ResectionExtent>(),
                Description = words,
                Decompression = YesNo(),
                Urgency = Pick<SurgeryUrgency>(),
                Indications = number % 3 == 0 ? [SurgicalIndication.Pain, SurgicalIndication.CordCompression] : null,
                BloodLossMl = number,
                Complications = number % 3 == 0 ? null : number % 3 == 1 ? [] : [SurgicalComplication.CsfLeak],
                ReoperationFor = Pick<ReoperationReason>(),
            },
            6 => new SteroidCourseStarted
            {
                EntryId = id,
                StartedOn = date,
                Drug = Pick<Glucocorticoid>(),
                DailyDoseMg = number % 5 == 0 ? null : mg,
                Route = Enum.GetValues<SteroidRoute>()[number % 5],
                Indication = Pick<Indication>(),
            },
            7 => new SteroidDoseChanged
            {
                EntryId = id,
                CourseId = linked,
                ChangedOn = date,
                DailyDoseMg = number % 3 == 0 ? null : mg,
                Prescribed = number % 3 == 0 ? Prescribed() : null,
            },
            8 => new SteroidCourseStopped { EntryId = id, CourseId = linked, LastDoseOn = date, Reason = Pick<StopReason>() },
            9 => new SparingAgentStarted
            {
                EntryId = id,
                StartedOn = date,
                Agent = Enum.GetValues<SparingAgent>()[number % 17],
                Regimen = words,
                Indication = Pick<Indication>(),
            },
            10 => new SparingAgentStopped { EntryId = id, TreatmentId = linked, LastDoseOn = date, Reason = Pick<StopReason>() },
            11 => new VisitLogged
            {
                EntryId = id,
                VisitedOn = date,
                Mode = Pick<VisitMode>(),
                Recorded = [linked],
                RecurrenceAssessment = Pick<RecurrenceAssessment>(),
                NextVisitDueOn = new DateOnly(2024, 1, 1).AddDays(number),
                NextMriPlannedOn = new DateOnly(2024, 6, 1),
                StatedFollowUpMonths = mg,
            },
            12 => new RecurrenceRecorded
            {
                EntryId = id,
                DetectedOn = date,
                LastKnownFreeOn = other,
                Kinds = [RecurrenceKind.Clinical, RecurrenceKind.Serological],
                Levels = place,
                Pattern = Pick<LesionPattern>(),
                StatedPrednisoneMgPerDay = mg,
                Sites = number % 5 == 0 ? [Site.SpinalMeninges, Site.Pancreas] : number % 7 == 0 ? [Site.Kidney] : null,
            },
            13 => new RecurrenceResolved { EntryId = id, RecurrenceId = linked, ResolvedOn = date },
            14 => new FollowUpEnded
            {
                EntryId = id,
                EndedOn = date,
                Reason = Enum.GetValues<FollowUpEndReason>()[number % 4],
                CauseOfDeath = words,
            },
            15 => new StatusAssessed
            {
                EntryId = id,
                AssessedOn = date,
                PainScore = number % 11,
                Walking = Pick<Walking>(),
                Bladder = Pick<BladderFunction>(),
                Bowel = Pick<BowelFunction>(),
                Spasticity = Pick<Spasticity>(),
                Mjoa = number % 19,
                SensoryLevel = number % 3 == 0 ? $"T{1 + number % 12}" : null,
                WeightKg = number % 4 == 0 ? 40 + number % 60 : null,
                NotAssessed = number % 2 == 0 ? null : [new(StatusItem.Scim, MissingReason.NotDone)],
                Note = words,
            },
            16 => Plan(Enum.GetValues<PlannedKind>()[number % 8]),
            17 => new PlanSettled
            {
                EntryId = id,
                PlanId = linked,
                SettledOn = date,
                Outcome = number % 2 == 0 ? PlanOutcome.Done : PlanOutcome.GivenUp,
                Reason = number % 2 == 0 ? null : Pick<GivenUpReason>(),
            },
            18 => new AgentAdministered { EntryId = id, TreatmentId = linked, GivenOn = date, Dose = Dose(), Course = 1 + number % 5 },
            19 => new AgentDoseChanged { EntryId = id, TreatmentId = linked, ChangedOn = date, Dose = Dose(), Note = words },
            30 => AdverseEvent(Enum.GetValues<AdverseEventTerm>()[number % 25], Pick<AdverseEventOutcome>()),
            31 => Check(Enum.GetValues<SafetyCheck>()[number % 20]),
            32 => new PreventionGiven
            {
                EntryId = id,
                StartedOn = date,
                What = Enum.GetValues<Prevention>()[number % 14],
                StoppedOn = number % 14 < 7 && other.IsReported && !other.IsCertainlyBefore(date) ? other : null,
                Note = words,
            },
            33 => Risk(Enum.GetValues<RiskState>()[number % 3]),
            34 => Different(Enum.GetValues<Differential>()[number % Enum.GetValues<Differential>().Length]),
            35 => Organ(Enum.GetValues<Site>()[number % Enum.GetValues<Site>().Length]),
            36 => new DiagnosisMade
            {
                EntryId = id,
                DiagnosedOn = date,
                Diagnosis = Enum.GetValues<Diagnosis>()[number % 5],
                Certainty = Pick<DiagnosticCertainty>(),
                Criteria = number % 3 == 0 ? CriteriaSet.AcrEular2019 : null,
                StatedPoints = number % 6 == 0 ? number % 101 : null,
                Note = words,
            },
            37 => new ResponderIndexScored
            {
                EntryId = id,
                ScoredOn = date,
                Instrument = Enum.GetValues<ResponderIndexVersion>()[number % 2],
                Sites = number % 3 == 0 ? [] : [new(Site.SpinalMeninges, 1 + number % 3, Urgent: YesNo(), Damage: YesNo())],
                StatedTotal = number % 5 == 0 ? number % 100 : null,
                Note = words,
            },
            38 => new ImagingMissed
            {
                EntryId = id,
                MissedOn = date,
                Reason = Enum.GetValues<MissingReason>()[number % 4],
                Obstacle = number % 4 == (int)MissingReason.NotPossible ? Pick<ImagingObstacle>() : null,
                Modality = Pick<ImagingModality>(),
                Note = words,
            },
            40 => new LabMissed
            {
                EntryId = id,
                MissedOn = date,
                NotMeasured = [.. Enumerable.Range(0, 1 + number % 4).Select(i => new NotMeasured(
                    Enum.GetValues<Analyte>()[(number + i) % Enum.GetValues<Analyte>().Length],
                    Enum.GetValues<MissingReason>()[(number + i) % 4]))],
                Note = words,
            },
            39 => new ConsentRecorded
            {
                EntryId = id,
                DecidedOn = date,
                Purposes = [Enum.GetValues<ConsentPurpose>()[number % 4]],
                // Who agrees to no follow-up has no further entries: seldom, so that histories stay dense.
                Decision = number % 4 == 0 && number % 5 > 0 ? ConsentDecision.Given : Enum.GetValues<ConsentDecision>()[number % 3],
                FormVersion = number % 5 == 0 ? words : null,
                By = Pick<ConsentGiver>(),
                Note = words,
            },
            _ => new FollowUpResumed { EntryId = id, ResumedOn = date, Note = words },
        };

        PrescribedDose Prescribed() => number % 2 == 0
            ? new() { Mg = 1 + mg, Frequency = DoseFrequency.AlternateDays }
            : new() { MgPerKg = 0.5m, WeightKg = 40 + number % 50, Frequency = (DoseFrequency)(number % 6) };

        AgentDose Dose() => new(mg, Enum.GetValues<AgentDoseUnit>()[number % 5], Pick<DoseFrequency>(), Pick<AgentRoute>());

        PlanMade Plan(PlannedKind what) => new()
        {
            EntryId = id,
            PlannedOn = date,
            What = what,
            DueOn = what == PlannedKind.Taper ? null : other.IsReported && !other.IsCertainlyBefore(date) ? other : Due(),
            Agent = what == PlannedKind.Infusion ? Enum.GetValues<SparingAgent>()[number % 3] : null,
            Analyte = what == PlannedKind.Laboratory ? Pick<Analyte>() : null,
            Drug = what == PlannedKind.Taper ? Enum.GetValues<Glucocorticoid>()[number % 9] : null,
            Steps = what == PlannedKind.Taper ? [new(Due().Latest, mg % 5000), new(Due().Latest.AddDays(1 + number % 40), 0)] : null,
            Replaces = number % 5 == 0 ? linked : null,
            Description = what == PlannedKind.Other ? "eyes" : null,
            Note = words,
        };

        RiskRecorded Risk(RiskState state) => new()
        {
            EntryId = id,
            NotedOn = date,
            What = Enum.GetValues<RiskFactor>()[number % 19],
            State = state,
            Since = state != RiskState.Absent && other.IsReported && !other.IsCertainlyAfter(date) ? other : null,
            Note = words,
        };

        DifferentialChecked Different(Differential what) => new()
        {
            EntryId = id,
            CheckedOn = date,
            What = what,
            Result = number % 5 == 0 ? null : Enum.GetValues<DifferentialFinding>()[number % 3],
            Missing = number % 5 == 0 ? MissingReason.Refused : null,
            Note = words,
        };

        OrganAssessed Organ(Site site) => new()
        {
            EntryId = id,
            AssessedOn = date,
            Site = site,
            Result = number % 5 == 0 ? null : Enum.GetValues<OrganFinding>()[number % 3],
            Missing = number % 5 == 0 ? MissingReason.NotDone : null,
            Methods = number % 5 == 0 ? null : [OrganMethod.PetCt],
            SuvMax = number % 5 == 0 ? null : number % 30,
            Note = words,
        };

        SafetyChecked Check(SafetyCheck what) => new()
        {
            EntryId = id,
            CheckedOn = date,
            What = what,
            Result = number % 7 == 0 ? null : SafetyFinding.Indeterminate,
            Missing = number % 7 == 0 ? MissingReason.NotDone : null,
            SystolicMmHg = number % 7 != 0 && what == SafetyCheck.BloodPressure ? 100 + number % 100 : null,
            DiastolicMmHg = number % 7 != 0 && what == SafetyCheck.BloodPressure ? 60 + number % 40 : null,
            TScore = number % 7 != 0 && what == SafetyCheck.BoneDensity ? -(number % 50) / 10m : null,
            Note = words,
        };

        AdverseEventReported AdverseEvent(AdverseEventTerm term, AdverseEventOutcome? outcome) => new()
        {
            EntryId = id,
            StartedOn = date,
            EndedOn = outcome != AdverseEventOutcome.Ongoing && other.IsReported && !other.IsCertainlyBefore(date) ? other : null,
            Term = term,
            Description = term == AdverseEventTerm.Other ? "shingles" : null,
            Grade = outcome == AdverseEventOutcome.Fatal ? 5 : number % 5 == 0 ? null : number % 5,
            Serious = outcome == AdverseEventOutcome.Fatal ? true : YesNo(),
            GlucocorticoidSuspected = YesNo(),
            SuspectedAgents = number % 2 == 0 ? null : [SparingAgent.Rituximab],
            Outcome = outcome,
            Action = Pick<AdverseEventAction>(),
            Note = words,
        };

        ClinicalDate Due() => ClinicalDate.On((date.IsReported ? date.Latest : new DateOnly(2024, 1, 1)).AddDays(number % 200));
    }

    /// <summary>A handful of entries after the enrolment; each may link to the one before it.</summary>
    public static readonly Gen<ClinicalEntry[]> Entries =
        from size in Gen.Choose(1, 14)
        from entries in Gen.CollectToArray(Enumerable.Range(1, size), i => Entry(Given.Id(i), Given.Id(Math.Max(1, i - 1))))
        select entries;

    /// <summary>Entries, then corrections and retractions of some of them: a stream as it is stored.</summary>
    public static readonly Gen<object[]> Stream =
        from entries in Entries
        from edits in Gen.Choose(0, 2).ArrayOf(entries.Length)
        from replacements in RecentDate.ArrayOf(entries.Length)
        select (object[])
        [
            Given.Enrolled(), .. entries,
            .. entries.Zip(edits, replacements).Where(e => e.Second > 0).Select(e => e.Second == 1
                ? (object)new EntryCorrected(e.First.EntryId, e.First with { Note = "corrected" }, "a slip")
                : new EntryRetracted(e.First.EntryId, RetractionReason.Duplicate, null)),
        ];

    /// <summary>Steroid courses with changes and stops in a sound order, partly with partial or missing dates.</summary>
    public static readonly Gen<ClinicalEntry[]> Steroids =
        from courses in Gen.CollectToArray(Enumerable.Range(0, 3), Course)
        from count in Gen.Choose(1, 3)
        select courses.Take(count).SelectMany(course => course).ToArray();

    private static Gen<ClinicalEntry[]> Course(int number) =>
        from start in Gen.Choose(0, 500)
        from lengths in Gen.Choose(0, 40).ArrayOf(4)
        from precision in Gen.Frequency((4, Gen.Constant(10)), (1, Gen.Constant(7)), (1, Gen.Constant(0))).ArrayOf(4)
        from mg in Milligrams.ArrayOf(3)
        from drug in Gen.Elements(Enum.GetValues<Glucocorticoid>().Cast<Glucocorticoid?>().Append(null).ToArray())
        from route in Gen.Elements(Enum.GetValues<SteroidRoute>())
        from stopped in Gen.Elements(true, true, false)
        let days = lengths.Select((_, i) => new DateOnly(2023, 1, 1).AddDays(start + lengths.Take(i).Sum())).ToArray()
        let dates = days.Select((day, i) =>
            precision[i] == 0 ? ClinicalDate.NotReported : ClinicalDate.Parse(day.ToString("yyyy-MM-dd")[..precision[i]])).ToArray()
        let id = 100 * (number + 1)
        select ((ClinicalEntry[])
        [
            new SteroidCourseStarted { EntryId = Given.Id(id), StartedOn = dates[0], Drug = drug, DailyDoseMg = mg[0], Route = route },
            new SteroidDoseChanged { EntryId = Given.Id(id + 1), CourseId = Given.Id(id), ChangedOn = dates[1], DailyDoseMg = mg[1] },
            new SteroidDoseChanged { EntryId = Given.Id(id + 2), CourseId = Given.Id(id), ChangedOn = dates[2], DailyDoseMg = mg[2] },
            new SteroidCourseStopped { EntryId = Given.Id(id + 3), CourseId = Given.Id(id), LastDoseOn = dates[3] },
        ])[..(stopped ? 4 : 3)];

    public static void ForAll<T>(Gen<T> gen, Action<T> check, int times = 100) =>
        Prop.ForAll(gen.ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(times).WithQuietOnSuccess(true));
}
