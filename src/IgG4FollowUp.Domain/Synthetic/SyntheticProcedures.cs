using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// How a made-up patient's spine is imaged and operated on, beyond what the classification of the lesion needs. The shares are made up;
/// none is known to have been published.
/// </summary>
internal sealed class SyntheticProcedures(DeterministicRandom random)
{
    /// <summary>House default: percent of studies with contrast; with the brain; read by a neuroradiologist; done elsewhere.</summary>
    public const int ContrastPercent = 85, BrainPercent = 20, NeuroradiologistPercent = 40, ElsewherePercent = 15;

    /// <summary>House default: percent of compressed cords with a signal on T2-weighted images.</summary>
    public const int SignalPercent = 45;

    /// <summary>House default: percent of operations at which dura is resected, and of those with a graft.</summary>
    public const int DuraPercent = 60, GraftPercent = 70;

    /// <summary>House default: percent of operations with a complication.</summary>
    public const int ComplicationPercent = 8;

    /// <summary>House default: percent of visits in person at which a study is told that was not done.</summary>
    public const int MissedPercent = 2;

    /// <summary>House default: percent of visits in person without a serum IgG4 at which it is told why there is none.</summary>
    public const int UnmeasuredPercent = 30;

    private readonly DeterministicRandom _samples = random.Branch(27);

    /// <summary>A study with how it was done.</summary>
    public LesionImaged Imaged(LesionImaged study)
    {
        var contrast = study.Enhancement is not null || random.Percent(ContrastPercent);
        return study with
        {
            Modality = ImagingModality.Mri,
            ContrastGiven = contrast,
            Regions = random.Percent(BrainPercent)
                ? [ImagedRegion.Brain, ImagedRegion.Cervical, ImagedRegion.Thoracic, ImagedRegion.Lumbosacral]
                : [ImagedRegion.Cervical, ImagedRegion.Thoracic],
            LengthMm = study.LesionPresent ? random.Between(150, 1500) / 10m : null,
            CanalCompromisePercent = study.CordCompression == true ? random.Between(20, 80) : null,
            CordT2Signal = study.CordCompression is null ? null
                : study.CordCompression == true && random.Percent(SignalPercent)
                    ? random.OneOf(CordSignal.FaintHyperintensity, CordSignal.IntenseHyperintensity)
                    : CordSignal.Normal,
            Reader = random.Percent(NeuroradiologistPercent) ? ImagingReader.Neuroradiologist : ImagingReader.Radiologist,
            DoneElsewhere = random.Percent(ElsewherePercent),
        };
    }

    /// <summary>A first operation with how it was done.</summary>
    public SurgeryPerformed Operated(SurgeryPerformed surgery)
    {
        var dura = random.Percent(DuraPercent);
        return surgery with
        {
            Indications = surgery.Urgency == SurgeryUrgency.Elective
                ? [SurgicalIndication.CordCompression, SurgicalIndication.Diagnosis]
                : [SurgicalIndication.CordCompression, SurgicalIndication.ProgressiveDeficit],
            DecompressedLevels = surgery.Levels,
            DuraResected = dura,
            DuralGraft = !dura ? null : random.Percent(GraftPercent) ? random.OneOf(DuralGraft.Synthetic, DuralGraft.Autologous)
                : DuralGraft.None,
            BloodLossMl = random.Between(5, 120) * 10,
            Complications = random.Percent(ComplicationPercent)
                ? [random.OneOf(SurgicalComplication.CsfLeak, SurgicalComplication.CsfLeak, SurgicalComplication.Haematoma,
                    SurgicalComplication.WoundInfection)]
                : [],
        };
    }

    /// <summary>Why serum IgG4 and complement were not measured; nothing at most visits.</summary>
    /// <param name="at">Moment of recording.</param>
    /// <param name="day">The visit, at which serum IgG4 was not measured.</param>
    public IEnumerable<ClinicalEntry> Unmeasured(DateTimeOffset at, DateOnly day)
    {
        if (!_samples.Percent(UnmeasuredPercent)) yield break;
        var reason = _samples.OneOf(MissingReason.NotDone, MissingReason.NotDone, MissingReason.Refused, MissingReason.NotPossible);
        yield return new LabMissed
        {
            EntryId = _samples.NextUuid(at),
            MissedOn = ClinicalDate.On(day),
            NotMeasured = [new(Analyte.SerumIgG4, reason), new(Analyte.ComplementC3, reason), new(Analyte.ComplementC4, reason)],
        };
    }

    /// <summary>A study that was not done; nothing at most visits.</summary>
    /// <param name="at">Moment of recording.</param>
    /// <param name="day">The visit.</param>
    public IEnumerable<ClinicalEntry> Missed(DateTimeOffset at, DateOnly day)
    {
        if (!random.Percent(MissedPercent)) yield break;
        var reason = random.OneOf(MissingReason.NotDone, MissingReason.Refused, MissingReason.NotPossible);
        yield return new ImagingMissed
        {
            EntryId = random.NextUuid(at),
            MissedOn = ClinicalDate.On(day),
            Reason = reason,
            Obstacle = reason == MissingReason.NotPossible
                ? random.OneOf(ImagingObstacle.ImplantedDevice, ImagingObstacle.Claustrophobia, ImagingObstacle.KidneyFunction)
                : null,
        };
    }
}
