using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Therapy;

/// <summary>
/// How long an agent acts after its last administration. One that is given in single courses and has no stop on record was last given when
/// it began, as far as is known: it is in use within the window and not for ever.
/// </summary>
/// <param name="AtLeast">Days within which it certainly acts.</param>
/// <param name="AtMost">Days after which it no longer does; in between it is open.</param>
/// <param name="GivenInCourses">True for infusions months apart; false for what is taken or given steadily until a stop is
/// recorded.</param>
/// <param name="Source">Where the window comes from.</param>
public sealed record AgentWindow(int AtLeast, int AtMost, bool GivenInCourses, string Source)
{
    private static readonly AgentWindow BCells = new(
        183, 274, GivenInCourses: true,
        "House default: B cells stay depleted for six to nine months; median relapse 244 days after the first infusion (Wallace 2016), "
        + "maintenance every six months (Majumder 2018).");

    private static readonly AgentWindow SixMonthly = new(
        183, 274, GivenInCourses: true,
        "House default, that of rituximab: a B-cell depleting antibody whose maintenance is an infusion every six months.");

    private static readonly AgentWindow Immunoglobulin = new(
        28, 42, GivenInCourses: true, "House default: given every four weeks; antibodies of it are halved in about three weeks.");

    private static readonly AgentWindow Exchange = new(
        14, 28, GivenInCourses: true, "House default: antibodies that were taken out are made again within weeks.");

    private static readonly AgentWindow Irradiation = new(
        91, 183, GivenInCourses: true, "House default: for how long radiotherapy acts is not known to have been published.");

    private static readonly AgentWindow PlasmaCells = new(
        28, 91, GivenInCourses: true, "House default: given in cycles against plasma cells, which return within months.");

    private static readonly AgentWindow FcReceptor = new(
        28, 56, GivenInCourses: true, "House default: given in cycles of four weeks; IgG returns within weeks of the last infusion.");

    private static readonly AgentWindow None = new(
        0, 0, GivenInCourses: false, "House default: in use from the first to the last day of treatment.");

    /// <summary>Whether an agent is an antibody that depletes B cells.</summary>
    /// <param name="agent">The agent.</param>
    public static bool DepletesBCells(SparingAgent agent) =>
        agent is SparingAgent.Rituximab or SparingAgent.Inebilizumab or SparingAgent.Obinutuzumab;

    /// <summary>The window of an agent.</summary>
    /// <param name="agent">The agent.</param>
    public static AgentWindow Of(SparingAgent agent) => agent switch
    {
        SparingAgent.Rituximab => BCells,
        SparingAgent.Inebilizumab or SparingAgent.Obinutuzumab => SixMonthly,
        SparingAgent.IntravenousImmunoglobulin => Immunoglobulin,
        SparingAgent.PlasmaExchange => Exchange,
        SparingAgent.Radiotherapy => Irradiation,
        SparingAgent.Bortezomib or SparingAgent.Daratumumab => PlasmaCells,
        SparingAgent.Efgartigimod => FcReceptor,
        _ => None,
    };
}
