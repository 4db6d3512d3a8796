using Items.Contracts;
using Items.ServiceDefaults;
using Items.StreamGateway.History;
using Items.StreamGateway.Hosting;
using Items.StreamGateway.Sse;
using Items.StreamGateway.Subscribers;
using Items.StreamGateway.Tail;
using Items.StreamGateway.WebSockets;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ServiceNames.Gateway, DefaultPorts.Gateway);
builder.AddHistory();
builder.AddTail();
builder.AddSubscribers();
builder.AddOrigins();
builder.AddWebSocketStream();
builder.AddSseStream();

var app = builder.Build();
app.UseServiceDefaults();
app.UseOrigins();
app.MapServiceDefaults();
app.MapWebSocketStream();
app.MapSseStream();
await app.RunAsync();
