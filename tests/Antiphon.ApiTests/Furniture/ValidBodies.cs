using System.Text.Json.Nodes;
using Antiphon.Contract;

namespace Antiphon.ApiTests.Furniture;

/// <summary>A body for each route that the server accepts, for tests that then spoil one thing in it.</summary>
internal static class ValidBodies
{
    private static int count;

    /// <summary>Null for a record that is not known here.</summary>
    public static JsonObject? For(Type record)
    {
        var number = Interlocked.Increment(ref count);
        var email = $"valid{number}@mail.example";
        return record.Name switch
        {
            nameof(CreateTagRequest) => new() { ["name"] = $"valid {number}" },
            nameof(UpdateTagRequest) => new() { ["description"] = "valid" },
            nameof(CreateTeamRequest) => new() { ["name"] = $"valid {number}" },
            nameof(UpdateTeamRequest) => new() { ["description"] = "valid" },
            nameof(CreateUserRequest) => new() { ["email"] = $"valid{number}@staff.example", ["name"] = "Sam Valid", ["role"] = new JsonObject { ["name"] = "agent" } },
            nameof(UpdateUserRequest) => new() { ["bio"] = "valid" },
            nameof(CreateCustomerRequest) => new() { ["email"] = email, ["name"] = "Mira Valid" },
            nameof(UpdateCustomerRequest) => new() { ["note"] = "valid" },
            nameof(UpdateCustomerDataRequest) => new() { ["data"] = new JsonObject { ["valid"] = true } },
            nameof(CreateTicketRequest) => Samples.Ticket(email),
            nameof(UpdateTicketRequest) => new() { ["subject"] = "valid" },
            nameof(TicketTagsRequest) => new() { ["names"] = new JsonArray("valid") },
            nameof(CreateMessageRequest) => Samples.Note("valid"),
            nameof(UpdateMessageRequest) => new() { ["meta"] = new JsonObject { ["valid"] = true } },
            // These do nothing without an id, and a test puts one in.
            nameof(MergeTagsRequest) or nameof(MergeCustomersRequest) or nameof(BulkDeleteRequest) => [],
            _ => null,
        };
    }

    /// <summary>Whether the body changes something by itself, so that the server's refusal would be a mistake of this table.</summary>
    public static bool IsComplete(Type record) => record.Name is not (nameof(MergeTagsRequest) or nameof(MergeCustomersRequest) or nameof(BulkDeleteRequest));
}
