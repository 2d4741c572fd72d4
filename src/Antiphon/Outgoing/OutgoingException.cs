namespace Antiphon.Outgoing;

/// <summary>A request that is not made, because of where it would go. The message says which rule it breaks and no address.</summary>
internal sealed class OutgoingException(string message) : Exception(message);
