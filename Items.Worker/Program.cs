using Items.Contracts;
using Items.Data.Setup;
using Items.ServiceDefaults;
using Items.Worker;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ServiceNames.Worker, DefaultPorts.Worker);
builder.AddItemsData(ServiceNames.Database);
builder.AddWorker(ServiceNames.Messaging);

var app = builder.Build();
app.UseServiceDefaults();
app.MapServiceDefaults();
await app.RunAsync();
