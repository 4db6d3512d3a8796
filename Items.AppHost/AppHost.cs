using Items.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
builder.AddItems();
builder.Build().Run();
