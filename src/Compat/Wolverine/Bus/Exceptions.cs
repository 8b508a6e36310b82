namespace Wolverine.Runtime.Routing
{
    public class IndeterminateRoutesException : Exception
    {
        internal IndeterminateRoutesException(Type messageType)
            : base($"No handler and no queue is known for message type {messageType.FullName}")
        {
        }
    }
}

namespace Wolverine.Configuration
{
    /// <summary>A dependency that could only be found by asking the container while the message is being handled.</summary>
    public class InvalidServiceLocationException : Exception
    {
        internal InvalidServiceLocationException(string message) : base(message)
        {
        }
    }
}
