using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>A line of the log.</summary>
/// <param name="Level">How grave it is.</param>
/// <param name="Category">Who says it.</param>
/// <param name="Text">All that a sink could write of it: the words, each member of the state and of the scopes, the failure.</param>
internal sealed record LogLine(LogLevel Level, string Category, string Text);

/// <summary>Keeps every line of the log that its filters let through.</summary>
internal sealed class KeptLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<LogLine> Lines => [.. _lines];

    /// <summary>What an operator would be woken by.</summary>
    public IEnumerable<string> Errors => _lines.Where(line => line.Level >= LogLevel.Error).Select(line => $"{line.Category}: {line.Text}");

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // Nothing is held.
    }

    // Members are written as a sink writes them that keeps the structure, in lists and dictionaries too.
    private static string Words(object? value) => value switch
    {
        null => "",
        string text => text,
        IEnumerable<KeyValuePair<string, object?>> members => Words(members.Select(member => $"{member.Key}={Words(member.Value)}")),
        IDictionary dictionary => Words(dictionary.Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={Words(entry.Value)}")),
        IEnumerable list => string.Join(' ', list.Cast<object?>().Select(Words)),
        Exception failure => $"{failure} {Words(failure.Data)} {Words(failure.InnerException)}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private sealed class Logger(KeptLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var parts = new List<string> { formatter(state, exception), Words(state), Words(exception) };
            log._scopes.ForEachScope((scope, all) => all.Add(Words(scope)), parts);
            parts.RemoveAll(part => part.Length == 0);
            log._lines.Enqueue(new(logLevel, category, string.Join('\n', parts.Distinct(StringComparer.Ordinal))));
        }
    }
}
