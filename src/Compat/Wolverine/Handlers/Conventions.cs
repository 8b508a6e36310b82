using Wolverine.Configuration;

namespace Wolverine;

/// <summary>Marks a class whose methods handle messages, whatever its name.</summary>
public interface IWolverineHandler;

/// <summary>A returned value whose <c>Execute</c> or <c>ExecuteAsync</c> method runs after the handler.</summary>
public interface ISideEffect : IWolverineReturnType;

public enum HandlerContinuation
{
    Continue,
    Stop,
}

public record WolverineValidationResult(string Key, string ValidationMessage);

public class ValidationOutcome : List<WolverineValidationResult>, IWolverineReturnType
{
    public ValidationOutcome()
    {
    }

    public ValidationOutcome(IEnumerable<WolverineValidationResult> collection) : base(collection)
    {
    }

    public bool IsValid() => Count == 0;
}
