namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>
/// Chances behind synthetic patients. They make the data plausible, nothing more: no estimate may ever be drawn from a synthetic cohort.
/// Rates are per million and day.
/// </summary>
internal static class SyntheticRates
{
    /// <summary>Relapse on maintenance of 6.25 mg of prednisone or more: 7 of 30 within 3 years (Masamune, Gut 2017;66:487).</summary>
    public const int RelapseOnMaintenance = 240;

    /// <summary>Relapse on less; monotherapy should exceed 6.25 mg a day (Peng cohort, n = 122).</summary>
    public const int RelapseOnLowDose = 380;

    /// <summary>Relapse off glucocorticoid: 11 of 19 within 3 years (Masamune, Gut 2017;66:487).</summary>
    public const int RelapseOffSteroid = 790;

    /// <summary>
    /// With a steroid-sparing agent these fall to this per cent: 7.2 % against 20.8 % failure of induction (Wang 2018, Arthritis Res Ther
    /// 20:65), taken less strongly for the years after. Together they come near the cumulative relapse of the Peng cohort,
    /// 10.66 / 22.95 / 27.87 % at 12 / 24 / 36 months.
    /// </summary>
    public const int SparingAgentPercent = 50;

    /// <summary>Death; house choice, about 1 % a year.</summary>
    public const int Death = 27;

    /// <summary>Loss to follow-up; house choice, about 4 % a year.</summary>
    public const int Lost = 110;

    /// <summary>Withdrawal of consent; house choice.</summary>
    public const int Withdrew = 15;

    /// <summary>Transfer to another clinic; house choice.</summary>
    public const int Transferred = 35;

    /// <summary>Per cent of men: 40 of 60 (Levraut 2019, Neurol Neuroimmunol Neuroinflamm 6:e568).</summary>
    public const int MalePercent = 67;

    /// <summary>Per cent with raised serum IgG4 (Levraut 2019).</summary>
    public const int RaisedIgG4Percent = 55;

    /// <summary>Per cent operated on: 20 of 53 (Levraut 2019).</summary>
    public const int SurgeryPercent = 38;

    /// <summary>Per cent of patients with a compressed cord or AIS C or worse who are treated without delay; house choice.</summary>
    public const int PromptTreatmentPercent = 90;

    /// <summary>What without delay is, days after the study at most; house choice.</summary>
    public const int PromptWithinDays = 1;

    /// <summary>Days after presentation within which a patient is enrolled who is not enrolled in retrospect; house choice.</summary>
    public const int EnrolledWithinDays = 1;

    /// <summary>Days between visits: weeks 4, 12, 24, 36, 52 (schedule of trial NCT05974683), then twice a year (house choice).</summary>
    public static ReadOnlySpan<int> VisitGaps => [28, 56, 84, 84, 112, 182];

    /// <summary>Days between planned MRI studies: months 3, 6, 12, then yearly; house choice, no interval is published.</summary>
    public static ReadOnlySpan<int> MriGaps => [84, 84, 196, 365];
}
