using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Users;

/// <summary>What an update request makes of a user, and whether it may.</summary>
internal static class UserChange
{
    public static User Apply(User before, UpdateUserRequest request, DateTimeOffset now)
    {
        var active = request.Active.Or(before.Active) ?? before.Active;
        return before with
        {
            Email = request.Email.Or(before.Email)?.Trim() ?? before.Email,
            Name = NameOf(before, request) ?? before.Name,
            Role = request.Role.Value?.Name ?? before.Role,
            Active = active,
            Bio = request.Bio.Or(before.Bio),
            Country = request.Country.Or(before.Country),
            ExternalId = request.ExternalId.HasValue ? UserFields.Identifier(request.ExternalId.Value) : before.ExternalId,
            Language = request.Language.Or(before.Language),
            Meta = request.Meta.HasValue ? Given(request.Meta.Value) : before.Meta,
            Timezone = request.Timezone.Or(before.Timezone),
            DeactivatedAt = active ? null : before.DeactivatedAt ?? now,
        };
    }

    public static void Check(Input<UpdateUserRequest> input, User before, User after, bool isSelf, bool isOwner, string? callerHash)
    {
        var (request, errors) = (input.Value, input.Errors);
        errors
            .AddIf(request.Email is { HasValue: true, Value: null }, "email", FieldErrors.Null)
            .AddIf(request.Name is { HasValue: true, Value: null }, "name", FieldErrors.Null)
            .AddIf(request.Role is { HasValue: true, Value: null }, "role", FieldErrors.Null)
            .AddIf(request.Active is { HasValue: true, Value: null }, "active", FieldErrors.Null)
            .RequiredText("email", after.Email)
            .RequiredText("name", after.Name);
        errors.Under("role")
            .AddIf(request.Role.Value is { Name: null }, "name", FieldErrors.Missing)
            .AddIf(isOwner && after.Role != before.Role, "name", "The account owner's role cannot be changed.");
        errors
            .AddIf(isOwner && !after.Active, "active", "The account owner cannot be deactivated.")
            .AddIf(isSelf && !after.Active, "active", "Users cannot deactivate themselves.");
        UserFields.CheckIdentity(errors, after.Email, after.ExternalId, after.Role);
        UserFields.CheckProfile(errors, after.Name, after.Bio, after.Country, after.Language, after.Timezone, after.Meta);
        if (after.Email != before.Email)
        {
            CheckConfirmed(errors, "password_confirmation", request.PasswordConfirmation, callerHash);
        }

        if (request.NewPassword is not null)
        {
            errors.AddIf(!isSelf, "new_password", "Only users themselves change their password.");
            UserFields.CheckPassword(errors, "new_password", request.NewPassword);
            CheckConfirmed(errors, "old_password", request.OldPassword, callerHash);
        }
    }

    public static bool IsSame(User before, User after) =>
        before with { Meta = null } == after with { Meta = null }
        && (before.Meta, after.Meta) switch
        {
            ({ } old, { } changed) => JsonElement.DeepEquals(old, changed),
            (null, null) => true,
            _ => false,
        };

    private static void CheckConfirmed(FieldErrors errors, string field, string? password, string? hash)
    {
        errors.Required(field, password).MaxLength(field, password, UserFields.MaxPasswordLength);
        // Checked last and only when all else is well: a hash costs a good part of a second of a core.
        if (password is not null && !errors.Any)
        {
            errors.AddIf(!Passwords.Verify(password, hash), field, hash is null ? "The caller has no password yet." : "Wrong password.");
        }
    }

    private static string? NameOf(User before, UpdateUserRequest request)
    {
        if (request.Name.HasValue)
        {
            return request.Name.Value?.Trim();
        }

        if (!request.Firstname.HasValue && !request.Lastname.HasValue)
        {
            return before.Name;
        }

        // Only the ends are replaced: what stands between them belongs to neither and stays.
        var words = before.Name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var first = request.Firstname.HasValue ? request.Firstname.Value : words.FirstOrDefault();
        var last = request.Lastname.HasValue ? request.Lastname.Value : words.Length > 1 ? words[^1] : null;
        var between = words.Length > 2 ? words[1..^1] : [];
        return string.Join(' ', ((string?[])[first, .. between, last]).Where(word => !string.IsNullOrWhiteSpace(word)));
    }

    private static JsonElement? Given(JsonElement? meta) => meta is { ValueKind: JsonValueKind.Null } ? null : meta;
}
