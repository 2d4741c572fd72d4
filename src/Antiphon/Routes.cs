using Antiphon.Accounts;
using Antiphon.Agents;
using Antiphon.Audit;
using Antiphon.Changes;
using Antiphon.CustomFields;
using Antiphon.Customers;
using Antiphon.Events;
using Antiphon.Files;
using Antiphon.Identity;
using Antiphon.Identity.SignIn;
using Antiphon.Integrations;
using Antiphon.Jobs;
using Antiphon.Live;
using Antiphon.Macros;
using Antiphon.Messages;
using Antiphon.OAuth;
using Antiphon.Reference;
using Antiphon.Rules;
using Antiphon.Sandbox;
using Antiphon.Search;
using Antiphon.Slas;
using Antiphon.Statistics;
using Antiphon.Surveys;
using Antiphon.Tags;
using Antiphon.Teams;
using Antiphon.Tickets;
using Antiphon.Users;
using Antiphon.Views;
using Antiphon.VoiceCalls;
using Antiphon.Widgets;

namespace Antiphon;

/// <summary>The table of contents of the API: one line per feature. Path and scope of each route stand in its operation.</summary>
internal static class Routes
{
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api");
        api.MapAccounts();
        api.MapAgents();
        api.MapAudit();
        api.MapChanges();
        api.MapCustomers();
        api.MapCustomFields();
        api.MapEvents();
        api.MapFiles();
        api.MapIdentity();
        api.MapIntegrations();
        api.MapJobs();
        api.MapLive();
        api.MapMacros();
        api.MapMessages();
        api.MapRules();
        api.MapSearch();
        api.MapSlas();
        api.MapStatistics();
        api.MapSurveys();
        api.MapTags();
        api.MapTeams();
        api.MapTickets();
        api.MapUsers();
        api.MapViews();
        api.MapVoiceCalls();
        api.MapWidgets();
        app.MapApprovalPages();
        DownloadFile.MapOpen(app);
        app.MapInvitations();
        app.MapSignIn();
        app.MapSurveyPages();
        app.MapOAuth();
        app.MapReference();
        app.MapSandbox();
    }
}
