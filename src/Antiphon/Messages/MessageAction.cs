using Antiphon.Http.Query;

namespace Antiphon.Messages;

/// <summary>The query parameter <c>action</c>: what becomes of a message whose actions or whose sending failed.</summary>
internal static class MessageAction
{
    /// <summary>Skip what failed and send.</summary>
    public const string Force = "force";

    /// <summary>Try again what failed.</summary>
    public const string Retry = "retry";

    /// <summary>Delete the message.</summary>
    public const string Cancel = "cancel";

    public static QuerySpec Query { get; } = QuerySpec.None.Choice("action", [Force, Retry, Cancel], "What becomes of a message whose actions or whose sending failed.");
}
