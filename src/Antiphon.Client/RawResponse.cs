namespace Antiphon.Client;

/// <summary>The successful answer of a call by path.</summary>
/// <param name="Info">Status and headers.</param>
/// <param name="Body">The text of the body; empty when there is none.</param>
public sealed record RawResponse(ResponseInfo Info, string Body);
