using System.Text;

namespace Alba;

public sealed class AlbaJsonFormatterException : Exception
{
    public AlbaJsonFormatterException(string json)
        : base($"This JSON gives no value of the wanted type:\n{json}")
    {
    }
}

public sealed class ScenarioAssertionException : Exception
{
    private readonly List<string> _failures = [];
    private string? _body;

    internal ScenarioAssertionException()
    {
    }

    public override string Message
    {
        get
        {
            var message = new StringBuilder().AppendJoin('\n', _failures);
            if (_body is not null)
                message.Append("\n\nThe response body was:\n\n").Append(_body);

            return message.ToString();
        }
    }

    internal void AddFailure(string message) => _failures.Add(message);

    internal void ShowBody(string body) => _body = body;

    internal void ThrowIfAny()
    {
        if (_failures.Count > 0)
            throw this;
    }
}
