using System.Diagnostics;
using System.Globalization;

namespace IgG4FollowUp.Integration.Durability;

/// <summary>A command of <c>./followup</c> in a process of its own, sent signals as a terminal or a supervisor sends them.</summary>
public sealed class InterruptedProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly List<string> _output = [];

    public InterruptedProcess(params string[] arguments)
    {
        var start = CommandProcess.Of(arguments, new() { ["ConnectionStrings__Postgres"] = null });
        // A shell lets what it starts in the background ignore an interrupt, and so would whatever that starts: a terminal does not.
        start.ArgumentList.Insert(0, start.FileName);
        start.ArgumentList.Insert(0, "--default-signal");
        start.FileName = "env";
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it said on both of its streams.</summary>
    public string Output
    {
        get
        {
            lock (_output) return string.Join('\n', _output);
        }
    }

    /// <summary>Waits until it says something.</summary>
    public async Task SaysAsync(string words)
    {
        var waited = Stopwatch.StartNew();
        while (!Output.Contains(words, StringComparison.Ordinal))
        {
            if (_process.HasExited || waited.Elapsed > Patience)
                throw new InvalidOperationException($"It never said '{words}': {Output}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends signals, each the given time after the one before, and waits for the end; the exit code.</summary>
    public async Task<int> EndAsync(TimeSpan between, params string[] signals)
    {
        var id = _process.Id.ToString(CultureInfo.InvariantCulture);
        var pause = $"sleep {between.TotalSeconds.ToString(CultureInfo.InvariantCulture)}";
        // What ended in between takes no further signal, which is no failure.
        var script = string.Join($"; {pause}; ", signals.Select(signal => $"kill -{signal} {id} 2>/dev/null"));
        using var kill = Process.Start("sh", ["-c", script]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
    }
}
