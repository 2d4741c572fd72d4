using System.Net;
using System.Text.Json.Nodes;
using Antiphon.Accounts;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;
using Antiphon.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ContractTests.Accounts;

/// <summary>The account page.</summary>
[Trait("row", "B37")]
public sealed class AccountShapeTests
{
    [Fact]
    public async Task The_account_and_its_settings_have_the_documented_shape()
    {
        await using var desk = await Desk.StartAsync();
        var (account, settings) = (Shape.Read("accounts/account"), Shape.Read("accounts/settings"));
        account.Matches((await desk.Admin.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK).Json);
        settings.Matches((await desk.Admin.GetJsonAsync("/api/account/settings")).Is(HttpStatusCode.OK).Json);
        await desk.InScopeAsync(services => services.GetRequiredService<DeskDb>().ExecuteAsync(
            $$"""insert into account_settings (account_id, type, data, created_at, updated_at) values ({{desk.Account.Id}}, 'business-hours', '{"timezone": "UTC"}', now(), now())""", CancellationToken.None));
        account.Matches((await desk.Admin.GetJsonAsync("/api/account")).Is(HttpStatusCode.OK).Json);
        settings.Matches((await desk.Admin.GetJsonAsync("/api/account/settings?type=business-hours")).Is(HttpStatusCode.OK).Json);
        await desk.SwitchAsync(new Switches { Plan = "off", BareSettings = true });
        var bare = (await desk.Admin.GetJsonAsync("/api/account/settings")).Is(HttpStatusCode.OK);
        Assert.Equal(["id", "type", "data"], bare.Json.AsArray().Single()!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task The_documented_settings_are_taken_and_answered_as_they_are()
    {
        await using var desk = await Desk.StartAsync();
        const string Hours = """{"type":"business-hours","data":{"timezone":"Europe/Paris","business_hours":[{"days":"1,2,3,4,5","from_time":"09:00","to_time":"18:00"}]}}""";
        const string Surveys = """{"type":"satisfaction-surveys","data":{"send_survey_for_email":true,"send_survey_for_chat":false,"survey_interval":24}}""";
        foreach (var setting in new[] { Hours, Surveys })
        {
            var made = (await desk.Admin.PostJsonAsync("/api/account/settings", setting)).Is(HttpStatusCode.Created);
            Assert.Equal(["id", "type", "data"], made.Json.AsObject().Select(member => member.Key));
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(setting)!["data"], made["data"]));
            // A client that knows a name sends it back.
            var sent = made.Json.AsObject();
            sent["name"] = null;
            Assert.Equal(made.Body, (await desk.Admin.PutJsonAsync($"/api/account/settings/{made["id"]}", sent.ToJsonString())).Is(HttpStatusCode.OK).Body);
        }
    }
}
