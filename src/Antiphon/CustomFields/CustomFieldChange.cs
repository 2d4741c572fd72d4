using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.CustomFields;

/// <summary>What a request makes of a field: worked out in memory, and what is wrong with it noted at the wish.</summary>
internal sealed record CustomFieldChange(CustomField Before, CustomField After, IReadOnlyList<string> Changed, FieldErrors Errors)
{
    private const string NoNewType = "Cannot change once the field has values.";

    public bool ChangesType => After.ObjectType != Before.ObjectType || After.Definition.DataType != Before.DataType;

    public static CustomFieldChange Of(CustomField before, CustomFieldWish wish)
    {
        var (request, errors) = (wish.Request, wish.Errors);
        errors.AddIf(request.ObjectType is { HasValue: true, Value: null }, "object_type", FieldErrors.Null)
            .AddIf(request.Label is { HasValue: true, Value: null }, "label", FieldErrors.Null)
            .AddIf(request.Definition is { HasValue: true, Value: null }, "definition", FieldErrors.Null)
            .AddIf(request.Required is { HasValue: true, Value: null }, "required", FieldErrors.Null)
            .AddIf(request.RequirementType is { HasValue: true, Value: null }, "requirement_type", FieldErrors.Null);
        var after = before with
        {
            ExternalId = request.ExternalId.Or(before.ExternalId),
            ObjectType = request.ObjectType.Or(before.ObjectType) ?? before.ObjectType,
            Label = request.Label.Or(before.Label)?.Trim() ?? before.Label,
            Description = request.Description.Or(before.Description),
            Priority = request.Priority.Or(before.Priority),
            RequirementType = RequirementOf(request, before.RequirementType),
            ManagedType = request.ManagedType.Or(before.ManagedType),
            Definition = request.Definition.Or(before.Definition) ?? before.Definition,
            DeactivatedAt = request.DeactivatedDatetime.Or(before.DeactivatedAt),
        };
        CustomFieldRules.Check(errors, after);
        return new CustomFieldChange(before, after, Compare(before, after), errors);
    }

    public void RefuseNewType()
    {
        Errors.AddIf(After.ObjectType != Before.ObjectType, "object_type", NoNewType);
        Errors.Under("definition").AddIf(After.Definition.DataType != Before.DataType, "data_type", NoNewType);
    }

    // A client that changes the flag in an object that it read sends the twin back as it was, and the other way round.
    private static string RequirementOf(UpdateCustomFieldRequest request, string before) =>
        request.RequirementType.Value is { } type && type != before ? type : FieldRequirement.Of(request.Required.Value, before);

    private static List<string> Compare(CustomField before, CustomField after)
    {
        var changed = new List<string>();
        void Note(string member, bool differs)
        {
            if (differs)
            {
                changed.Add(member);
            }
        }

        Note("external_id", before.ExternalId != after.ExternalId);
        Note("object_type", before.ObjectType != after.ObjectType);
        Note("label", before.Label != after.Label);
        Note("description", before.Description != after.Description);
        Note("priority", before.Priority != after.Priority);
        Note("requirement_type", before.RequirementType != after.RequirementType);
        Note("managed_type", before.ManagedType != after.ManagedType);
        Note("definition", CustomField.Store(before.Definition) != CustomField.Store(after.Definition));
        Note("deactivated_datetime", before.DeactivatedAt != after.DeactivatedAt);
        return changed;
    }
}
