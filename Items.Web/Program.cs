using Items.Contracts;
using Items.ServiceDefaults;
using Items.ServiceDefaults.Hosting;
using Items.Web.FrontDoor;
using Items.Web.Live;
using Items.Web.Pages;
using Items.Web.Security;
using Items.Web.Upstream;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ServiceNames.Web, DefaultPorts.Web);
builder.WebHost.UseStaticWebAssets();
builder.AddItemsApi();
builder.AddLive();
builder.AddPages();
builder.AddFrontDoor();

var app = builder.Build();
app.UseServiceDefaults();
app.UseHeadAsGet(StreamNames.WebSocketPath, StreamNames.SsePath, LiveExtensions.Path);
app.UseSecurityHeaders();
app.UseErrorPages();
app.UsePageCompression();
app.MapServiceDefaults();
app.MapPages();
app.MapLive();
app.MapFrontDoor();
app.MapErrorPages();
await app.RunAsync();
