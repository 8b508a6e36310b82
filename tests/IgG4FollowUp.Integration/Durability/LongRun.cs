namespace IgG4FollowUp.Integration.Durability;

/// <summary>
/// How often a process is killed or tables are rebuilt: a few times with every change, and as often as a release deserves where
/// <c>./followup test --long</c> asks for it.
/// </summary>
internal static class LongRun
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("FOLLOWUP_LONG") == "1";

    public static int Rounds(int few, int many) => IsLong ? many : few;
}
