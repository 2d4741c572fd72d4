using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

/// <summary>
/// The values of custom fields on single tickets or customers. See "Values" of the page "Custom fields". Scopes <c>tickets:read</c> and
/// <c>tickets:write</c>, or <c>customers:read</c> and <c>customers:write</c>.
/// </summary>
public sealed class FieldValuesClient
{
    private readonly Caller caller;
    private readonly string owners;

    internal FieldValuesClient(Caller caller, string owners)
    {
        this.caller = caller;
        this.owners = owners;
    }

    /// <summary>Reads all values with their fields, archived ones too; there are no pages.</summary>
    /// <param name="ownerId">The ticket or customer.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The fields that have a value.</returns>
    /// <exception cref="AntiphonException">404 when the ticket or customer does not exist.</exception>
    public async Task<IReadOnlyList<FieldValueResource>> ListAsync(long ownerId, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        (await caller.PageAsync<FieldValueResource>($"{owners}/{ownerId}/custom-fields", null, options, cancellationToken)).Data;

    /// <summary>
    /// Sets several values, or none if one is refused. Fields that are not named keep theirs; it was once reported that Gorgias clears them.
    /// </summary>
    /// <param name="ownerId">The ticket or customer.</param>
    /// <param name="values">Each with the id of its field; null clears.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>All values afterwards.</returns>
    /// <exception cref="AntiphonException">404 when the ticket or customer does not exist; 400 for a value that its field does not take, and for an unknown or archived field.</exception>
    public async Task<IReadOnlyList<FieldValueResource>> SetAsync(
        long ownerId, IReadOnlyList<CustomFieldValueRequest> values, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        (await caller.SendAsync<IReadOnlyList<CustomFieldValueRequest>, FieldValuesResource>(
            HttpMethod.Put, $"{owners}/{ownerId}/custom-fields", values, options, cancellationToken)).Data;

    /// <summary>Sets one value.</summary>
    /// <param name="ownerId">The ticket or customer.</param>
    /// <param name="fieldId">The field.</param>
    /// <param name="value">A text, a number or a flag; null clears.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The value with its field.</returns>
    /// <exception cref="AntiphonException">404 when the ticket, customer or field does not exist; 400 for a value that the field does not take, and for an archived field.</exception>
    public Task<FieldValueResource> SetAsync(long ownerId, long fieldId, JsonNode? value, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<JsonElement, FieldValueResource>(
            HttpMethod.Put, $"{owners}/{ownerId}/custom-fields/{fieldId}", JsonElement.Parse(value?.ToJsonString() ?? "null"), options, cancellationToken);

    /// <summary>Clears one value. Clearing twice does no harm.</summary>
    /// <param name="ownerId">The ticket or customer.</param>
    /// <param name="fieldId">The field.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Completes when the value is cleared.</returns>
    /// <exception cref="AntiphonException">404 when the ticket, customer or field does not exist.</exception>
    public Task ClearAsync(long ownerId, long fieldId, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.DeleteAsync($"{owners}/{ownerId}/custom-fields/{fieldId}", options, cancellationToken);
}
