using System.Runtime.InteropServices;

namespace IgG4FollowUp.Api.CommandLine;

/// <summary>
/// What somebody at the console, or a supervisor, does to end a command: Ctrl-C, SIGTERM and the like. The first asks the command to end
/// in order; any later one finds it ending, and changes nothing, up to the end of the process. Until it is disposed no such signal ends the
/// process by itself, so that what a command began beside it, such as a database, is never left behind by an impatient hand.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>Exit code of a command that was broken off, as shells report an interrupted one.</summary>
    public const int ExitCode = 130;

    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP];

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() => _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    /// <summary>Cancelled with the first signal.</summary>
    public CancellationToken Token => _source.Token;

    // The source is left to the collector: a signal may still be on its way to the handler. After the first one the handlers stay, or one
    // that comes while the process ends would end it with another code than the command gave.
    public void Dispose()
    {
        if (_source.IsCancellationRequested) return;
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _source.Cancel();
    }
}
