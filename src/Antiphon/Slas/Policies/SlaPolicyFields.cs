using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Slas.Policies;

/// <summary>What the members of a policy must be, on creation as on update.</summary>
internal sealed class SlaPolicyFields(DeskDb db)
{
    private const int MaxNameLength = 256;
    private const int MostEntries = 100;
    private const int MostFields = 20;
    private const int MaxValueLength = 1_000;
    private const int MostMinutes = 14 * 24 * 60;

    /// <summary>Checks terms as a whole. What they name must be there, unless it stood in them before: it may have been deleted since.</summary>
    public async Task CheckAsync(FieldErrors errors, SlaTerms terms, SlaTerms? before, long accountId, CancellationToken cancellationToken)
    {
        errors.RequiredText("name", terms.Name).MaxLength("name", terms.Name, MaxNameLength)
            .AddIf(terms.FirstResponseMinutes is null && terms.ResolutionMinutes is null, "first_response_minutes", "Promise a first response, a resolution, or both.");
        Minutes(errors, "first_response_minutes", terms.FirstResponseMinutes);
        Minutes(errors, "resolution_minutes", terms.ResolutionMinutes);
        errors.AddIf(terms.NearBreachPercent is < 1 or > 99, "near_breach_percent", "Must be between 1 and 99.");
        errors.MaxCount("channels", terms.Channels.Count, MostEntries).EachOneOf("channels", terms.Channels.Take(MostEntries), Slugs.Channels)
            .MaxCount("priorities", terms.Priorities.Count, MostEntries).EachOneOf("priorities", terms.Priorities.Take(MostEntries), Slugs.Priorities)
            .MaxCount("tag_ids", terms.TagIds.Count, MostEntries)
            .MaxCount("integration_ids", terms.IntegrationIds.Count, MostEntries)
            .MaxCount("custom_fields", terms.CustomFields.Count, MostFields);
        for (var i = 0; i < terms.CustomFields.Count; i++)
        {
            Field(errors.Under("custom_fields").Under(i), terms.CustomFields[i], isRepeated: terms.CustomFields.Take(i).Any(earlier => earlier?.Id == terms.CustomFields[i]?.Id));
        }

        if (!errors.Any)
        {
            await CheckNamedAsync(errors, terms, before, accountId, cancellationToken);
        }
    }

    private static void Minutes(FieldErrors errors, string field, int? minutes) =>
        errors.AddIf(minutes is < 1 or > MostMinutes, field, $"Must be between 1 and {MostMinutes} minutes, which are 14 days.");

    private static void Field(FieldErrors errors, SlaFieldCondition? condition, bool isRepeated)
    {
        errors.Required("id", condition?.Id).Required("values", condition?.Values).AddIf(isRepeated && condition?.Id is not null, "id", "The field stands in an earlier condition.")
            .NotEmpty("values", condition?.Values?.Count).MaxCount("values", condition?.Values?.Count, MostEntries)
            .AddIf(condition?.Values?.Any(value => string.IsNullOrEmpty(value) || value.Length > MaxValueLength) is true, "values", $"Values have 1 to {MaxValueLength} characters.");
    }

    private async Task CheckNamedAsync(FieldErrors errors, SlaTerms terms, SlaTerms? before, long accountId, CancellationToken cancellationToken)
    {
        var fields = terms.CustomFields.Select(field => field.Id!.Value).ToArray();
        var missing = await db.SingleAsync(
            $"""
            select array(select id from unnest({terms.TagIds.ToArray()}) id where not exists (select from tags t where t.account_id = {accountId} and t.id = id.id)),
              array(select id from unnest({terms.IntegrationIds.ToArray()}) id where not exists (select from integrations i where i.account_id = {accountId} and i.id = id.id)),
              array(select id from unnest({fields}) id where not exists (select from custom_fields f where f.account_id = {accountId} and f.id = id.id and f.object_type = 'Ticket'))
            """,
            row => (Tags: row.GetFieldValue<long[]>(0), Integrations: row.GetFieldValue<long[]>(1), Fields: row.GetFieldValue<long[]>(2)),
            cancellationToken);
        Missing(errors.Under("tag_ids"), terms.TagIds, [.. missing.Tags.Except(before?.TagIds ?? [])], "Tag");
        Missing(errors.Under("integration_ids"), terms.IntegrationIds, [.. missing.Integrations.Except(before?.IntegrationIds ?? [])], "Integration");
        for (var i = 0; i < fields.Length; i++)
        {
            // Fields are archived and never deleted.
            errors.Under("custom_fields").Under(i).AddIf(missing.Fields.Contains(fields[i]), "id", $"Ticket field {fields[i]} does not exist.");
        }
    }

    private static void Missing(FieldErrors errors, IReadOnlyList<long> named, long[] missing, string kind)
    {
        for (var i = 0; i < named.Count; i++)
        {
            errors.AddIf(missing.Contains(named[i]), i, $"{kind} {named[i]} does not exist.");
        }
    }
}
