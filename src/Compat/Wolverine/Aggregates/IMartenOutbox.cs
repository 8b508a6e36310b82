using Marten;
using Wolverine.Runtime;

namespace Wolverine.Marten;

/// <summary>A bus for code outside handlers whose messages go out with the commit of a session of its own.</summary>
public interface IMartenOutbox : IMessageBus
{
    IDocumentSession? Session { get; }

    void Enroll(IDocumentSession session);
}

internal sealed class MartenOutbox(WolverineRuntime runtime) : MessageContext(runtime), IMartenOutbox
{
    public IDocumentSession? Session { get; private set; }

    public void Enroll(IDocumentSession session)
    {
        Session = session;
        Enlist(session);
    }
}
