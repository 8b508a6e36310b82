using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Course;

/// <summary>How observation towards an event ended. The reasons are kept apart: they censor or compete by declared rule.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ObservationEnd>))]
public enum ObservationEnd
{
    /// <summary>The event happened.</summary>
    Event,

    /// <summary>Death without the event; a competing event, not a censoring.</summary>
    Death,

    /// <summary>Censored: lost to follow-up.</summary>
    Lost,

    /// <summary>Censored: consent withdrawn.</summary>
    Withdrew,

    /// <summary>Censored: care taken over elsewhere.</summary>
    Transferred,

    /// <summary>Censored: still under follow-up, free of the event at the last contact.</summary>
    EndOfData,

    /// <summary>The disease grew on treatment without ever having been quiet: it competes with recurrence.</summary>
    Progression,
}
