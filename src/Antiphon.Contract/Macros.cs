using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A named list of actions: reply text, tags, status, assignment, external calls. See the page "Macros".</summary>
/// <param name="Id">Positive, unique in the account.</param>
/// <param name="ExternalId">The caller's own id, at most 255 characters.</param>
/// <param name="Name">1 to 256 characters.</param>
/// <param name="Intent">One of <see cref="MacroIntents.All"/>.</param>
/// <param name="Language">ISO 639-1.</param>
/// <param name="Usage">How often it was applied.</param>
/// <param name="Actions">The actions as they were sent; <see cref="MacroAction.Read"/> reads them.</param>
/// <param name="CreatedDatetime">When it was made.</param>
/// <param name="UpdatedDatetime">When it was last changed; null until then.</param>
/// <param name="ArchivedDatetime">Since when it is not offered any more; null while it is.</param>
/// <param name="Uri"><c>/api/macros/{id}/</c>.</param>
public sealed record MacroResource(
    long Id,
    string? ExternalId,
    string Name,
    string? Intent,
    string? Language,
    long Usage,
    JsonElement Actions,
    DateTimeOffset CreatedDatetime,
    DateTimeOffset? UpdatedDatetime,
    DateTimeOffset? ArchivedDatetime,
    string Uri);

/// <summary>One action of a macro. The service keeps further members as they are sent; these are the known ones.</summary>
/// <param name="Name">Such as <c>addTags</c>; an unknown name is stored, and fails when it is applied.</param>
/// <param name="Title">What people see.</param>
/// <param name="Arguments">An object, by the action's own rules; empty when it needs none.</param>
/// <param name="Type"><c>user</c> or <c>system</c>; left out when null.</param>
/// <param name="Description">Left out when null.</param>
public sealed record MacroAction(
    string Name,
    string Title,
    JsonElement Arguments,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description = null)
{
    /// <summary>Reads the actions of a macro.</summary>
    /// <param name="actions">The member <see cref="MacroResource.Actions"/>.</param>
    /// <returns>The actions, without members that are not known here.</returns>
    public static IReadOnlyList<MacroAction> Read(JsonElement actions) => actions.Deserialize((System.Text.Json.Serialization.Metadata.JsonTypeInfo<IReadOnlyList<MacroAction>>)WireJson.Options.GetTypeInfo(typeof(IReadOnlyList<MacroAction>))) ?? [];

    /// <summary>Writes actions for a request.</summary>
    /// <param name="actions">The actions, in the order in which they run.</param>
    /// <returns>A list for <see cref="CreateMacroRequest"/> and <see cref="UpdateMacroRequest"/>.</returns>
    public static JsonElement Write(params IReadOnlyList<MacroAction> actions) =>
        JsonSerializer.SerializeToElement(actions, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<IReadOnlyList<MacroAction>>)WireJson.Options.GetTypeInfo(typeof(IReadOnlyList<MacroAction>)));
}

/// <summary>What a macro is for.</summary>
public static class MacroIntents
{
    /// <summary>The intents of the wire.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "discount/request", "exchange/request", "exchange/status", "feedback", "order/damaged", "order/cancel", "order/change", "order/wrong", "other/no_reply",
        "other/question", "other/thanks", "product/recommendation", "product/question", "refund/request", "refund/status", "return/request", "return/status",
        "shipping/change", "shipping/delivery-issue", "shipping/policy", "shipping/status", "stock/request", "subscription/cancel", "subscription/change",
    ];
}

/// <summary>Body of <c>POST /api/macros</c>.</summary>
/// <param name="Name">Required, 1 to 256 characters.</param>
/// <param name="Actions">A list of objects with <c>name</c>, <c>title</c> and <c>arguments</c>; default empty. <see cref="MacroAction.Write"/> makes it.</param>
/// <param name="ExternalId">The caller's own id, at most 255 characters.</param>
/// <param name="Intent">One of <see cref="MacroIntents.All"/>.</param>
/// <param name="Language">ISO 639-1.</param>
public sealed record CreateMacroRequest(string? Name, JsonElement? Actions = null, string? ExternalId = null, string? Intent = null, string? Language = null);

/// <summary>Body of <c>PUT /api/macros/{id}</c>: only what is present changes, and <c>actions</c> replaces the whole list.</summary>
/// <param name="Name">1 to 256 characters.</param>
/// <param name="Actions">The new list.</param>
/// <param name="ExternalId">Null clears it.</param>
/// <param name="Intent">Null clears it.</param>
/// <param name="Language">Null clears it.</param>
public sealed record UpdateMacroRequest(
    Optional<string?> Name = default,
    Optional<JsonElement?> Actions = default,
    Optional<string?> ExternalId = default,
    Optional<string?> Intent = default,
    Optional<string?> Language = default);

/// <summary>Body of <c>PUT /api/macros/archive</c> and <c>PUT /api/macros/unarchive</c>.</summary>
/// <param name="Ids">1 to 30 macros.</param>
public sealed record MacroIdsRequest(IReadOnlyList<long>? Ids);

/// <summary>Answer of the archiving routes.</summary>
/// <param name="Data">One result for each macro, in the order of the request.</param>
public sealed record MacroStatesResource(IReadOnlyList<MacroStateResource> Data);

/// <summary>What became of one macro.</summary>
/// <param name="Id">The macro.</param>
/// <param name="Status">
/// <c>archived</c>, <c>already_archived</c>, <c>macro_used</c>; <c>unarchived</c>, <c>already_not_archived</c>; or <c>not_found</c>.
/// </param>
/// <param name="Error">Which rules use it; only with <c>macro_used</c>.</param>
public sealed record MacroStateResource(long Id, string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ErrorDetail? Error = null);

/// <summary>Body of <c>POST /api/tickets/{ticket_id}/macros/{macro_id}/apply</c>, which is Antiphon's own.</summary>
/// <param name="Send">True sends the reply of the macro, if it has one; default false: it is answered as a draft.</param>
public sealed record ApplyMacroRequest(bool? Send = null);

/// <summary>What became of a macro on a ticket.</summary>
/// <param name="MacroId">The macro.</param>
/// <param name="TicketId">The ticket.</param>
/// <param name="Actions">One result for each action, in the order of the macro.</param>
/// <param name="Missing">The variables of its texts that had no value, each once.</param>
/// <param name="Reply">The rendered reply; null when the macro has none.</param>
public sealed record MacroApplicationResource(long MacroId, long TicketId, IReadOnlyList<ActionResultResource> Actions, IReadOnlyList<string> Missing, MacroReplyResource? Reply);

/// <summary>What became of one action.</summary>
/// <param name="Name">Such as <c>addTags</c>.</param>
/// <param name="Status">
/// <c>done</c>, <c>skipped</c>, <c>failed</c>, or <c>queued</c> for a call to others that is made next: what becomes of it is the event <c>action-executed</c> of the
/// ticket. An action that fails undoes itself and no other.
/// </param>
/// <param name="Cause">Why not, as a word: <c>user-not-found</c>, <c>no-recipient</c>, <c>invalid-arguments</c>, …</param>
/// <param name="Message">Why not, as a sentence.</param>
/// <param name="Missing">The variables of its texts that had no value.</param>
/// <param name="CallId">The call to others that was queued; left out when there is none. The event that tells how it ended has it too.</param>
public sealed record ActionResultResource(
    string Name, string Status, string? Cause, string? Message, IReadOnlyList<string> Missing, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? CallId = null);

/// <summary>A reply with its variables filled.</summary>
/// <param name="BodyText">The text, when the macro has one.</param>
/// <param name="BodyHtml">The HTML, when the macro has one; values in it are escaped.</param>
/// <param name="To">Recipients that the macro names; empty: whoever wrote last.</param>
/// <param name="Cc">Copies.</param>
/// <param name="Bcc">Blind copies.</param>
/// <param name="Attachments">Files that the macro adds.</param>
/// <param name="MessageId">The message, when the reply was sent.</param>
public sealed record MacroReplyResource(
    string? BodyText,
    string? BodyHtml,
    IReadOnlyList<MessageAddressRequest> To,
    IReadOnlyList<MessageAddressRequest> Cc,
    IReadOnlyList<MessageAddressRequest> Bcc,
    IReadOnlyList<AttachmentRequest> Attachments,
    long? MessageId);

/// <summary>Source-generated metadata of the macros.</summary>
[JsonSerializable(typeof(MacroResource))]
[JsonSerializable(typeof(ListResource<MacroResource>))]
[JsonSerializable(typeof(IReadOnlyList<MacroAction>))]
[JsonSerializable(typeof(CreateMacroRequest))]
[JsonSerializable(typeof(UpdateMacroRequest))]
[JsonSerializable(typeof(MacroIdsRequest))]
[JsonSerializable(typeof(MacroStatesResource))]
[JsonSerializable(typeof(ApplyMacroRequest))]
[JsonSerializable(typeof(MacroApplicationResource))]
public sealed partial class MacrosJson : JsonSerializerContext;
