namespace IgG4FollowUp.Contract.Support;

/// <summary>Waits for what happens in the background.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Patience) throw new TimeoutException("It never came true: " + what);
            await Task.Delay(Pause);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="NeverAsync(TimeSpan, Func{Task{bool}}, string)"/>
    public static Task NeverAsync(TimeSpan time, Func<bool> condition, string what) =>
        NeverAsync(time, () => Task.FromResult(condition()), what);

    /// <summary>For what must not happen: looks again and again for the given time.</summary>
    public static async Task NeverAsync(TimeSpan time, Func<Task<bool>> condition, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        do
        {
            (await condition()).ShouldBeFalse(what);
            await Task.Delay(Pause);
        }
        while (TimeProvider.System.GetElapsedTime(start) < time);
    }
}
