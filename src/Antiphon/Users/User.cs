using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Http;
using Npgsql;

namespace Antiphon.Users;

/// <summary>A person, or a bot, of the company. Deleted ones stay as rows, because messages and events name them, but no operation finds them.</summary>
internal sealed record User
{
    /// <summary>A constant of this code base, in the order of <see cref="Read"/>.</summary>
    public const string Columns =
        "id, email, name, role, active, bio, country, external_id, language, meta, timezone, client_id, password_hash, has_2fa, created_at, updated_at, deactivated_at";

    /// <summary>How many those are: a statement that reads more finds its own columns from here on.</summary>
    public const int ColumnCount = 17;

    public required long Id { get; init; }

    public required string Email { get; init; }

    public required string Name { get; init; }

    public required string Role { get; init; }

    public required bool Active { get; init; }

    public string? Bio { get; init; }

    public string? Country { get; init; }

    public string? ExternalId { get; init; }

    public string? Language { get; init; }

    public JsonElement? Meta { get; init; }

    public string? Timezone { get; init; }

    public string? ClientId { get; init; }

    public string? PasswordHash { get; init; }

    public bool Has2fa { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? DeactivatedAt { get; init; }

    public static User Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Email = row.GetString(1),
        Name = row.GetString(2),
        Role = row.GetString(3),
        Active = row.GetBoolean(4),
        Bio = row.Text(5),
        Country = row.Text(6),
        ExternalId = row.Text(7),
        Language = row.Text(8),
        Meta = row.Json(9),
        Timezone = row.Text(10),
        ClientId = row.Text(11),
        PasswordHash = row.Text(12),
        Has2fa = row.GetBoolean(13),
        CreatedAt = row.Time(14),
        UpdatedAt = row.Time(15),
        DeactivatedAt = row.TimeOrNull(16),
    };

    public UserResource ToResource(Origin origin) => new()
    {
        Id = Id,
        Active = Active,
        Bio = Bio,
        CreatedDatetime = CreatedAt,
        Country = Country,
        DeactivatedDatetime = DeactivatedAt,
        Email = Email,
        ExternalId = ExternalId,
        Firstname = PersonName.First(Name),
        HasPassword = PasswordHash is not null,
        Has2faEnabled = Has2fa,
        Lastname = PersonName.Last(Name),
        Language = Language,
        Meta = Meta,
        Name = Name,
        Role = new UserRole(Role),
        Timezone = Timezone,
        UpdatedDatetime = UpdatedAt,
        ClientId = ClientId,
        Uri = origin.To($"/api/users/{Id}/"),
    };
}
