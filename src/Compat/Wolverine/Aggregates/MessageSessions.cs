using Marten;
using Marten.Sessions;
using Wolverine.Runtime;

namespace Wolverine.Marten;

/// <summary>Opens sessions as a message needs them: its tenant, its user, and how it came about.</summary>
internal static class MessageSessions
{
    public static IDocumentSession Open(MessageContext context)
    {
        var store = Store(context);
        var session = context.TenantId is { Length: > 0 } tenant ? store.LightweightSession(tenant) : store.LightweightSession();
        session.CorrelationId = context.CorrelationId;
        session.CausationId = context.Envelope!.CausationId ?? context.Envelope.Id.ToString();
        if (context.Runtime.Options.EnableRelayOfUserName && context.UserName is { } user) session.LastModifiedBy = user;
        context.Enlist(session);
        return session;
    }

    public static IQuerySession OpenQuery(MessageContext context) =>
        context.TenantId is { Length: > 0 } tenant ? Store(context).QuerySession(tenant) : Store(context).QuerySession();

    public static void AfterNextCommit(IDocumentSession session, Func<Task> callback) =>
        ((DocumentSession)session).AfterCommit(_ => callback());

    private static IDocumentStore Store(MessageContext context) =>
        context.Runtime.DocumentStore
        ?? throw new InvalidOperationException($"The handler of {context.Envelope!.MessageType} needs a document session, but there is no document store: call AddMarten");
}
