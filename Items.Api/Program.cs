using Items.Api.Description;
using Items.Api.Input;
using Items.Api.ItemEndpoints;
using Items.Api.Problems;
using Items.Api.Relay;
using Items.Api.Snapshots;
using Items.Api.Streams;
using Items.Api.WebhookEndpoints;
using Items.Contracts;
using Items.Data.Setup;
using Items.ServiceDefaults;
using Items.ServiceDefaults.Hosting;
using Items.ServiceDefaults.Messaging;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ServiceNames.Api, DefaultPorts.Api);
builder.AddItemsData(ServiceNames.Database);

if (DataSteps.Find(args) is { } step)
{
    return await step(builder.Build().Services, CancellationToken.None);
}

builder.AddBroker(ServiceNames.Messaging);
builder.Services.AddItemLog();
builder.Services.AddRelay();
builder.Services.AddStreams();
builder.Services.AddWebhooks();
builder.Services.AddWireJson().AddProblems().AddApiDescription();

var app = builder.Build();
app.UseServiceDefaults();
app.UseHeadAsGet();
app.UseProblems();
app.MapServiceDefaults();
app.MapItems();
app.MapStreams();
app.MapSnapshots();
app.MapWebhooks();
app.MapProblems();
app.MapApiDescription();
await app.RunAsync();
return 0;
