namespace IgG4FollowUp.Web.Design;

/// <summary>How loud something is. Each tone has a shape and a word of its own, so that none is told by colour alone.</summary>
public enum Tone
{
    /// <summary>Neither of the others; no shape.</summary>
    Plain,

    /// <summary>An octagon with a mark.</summary>
    Urgent,

    /// <summary>A triangle.</summary>
    Soon,

    /// <summary>A ring.</summary>
    Routine,

    /// <summary>A tick.</summary>
    Done,

    /// <summary>A dashed square.</summary>
    Plan,
}

/// <summary>Names of tones in the stylesheet.</summary>
public static class Tones
{
    public static string Class(this Tone tone) => tone.ToString().ToLowerInvariant();
}
