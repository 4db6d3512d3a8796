using Items.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
var options = builder.ReadOptions();
var engine = builder.ChooseEngine(options);

var user = builder.AddServerUser();
var database = builder.AddItemsDatabase(engine, options, user);
var messaging = builder.AddMessaging(engine, options, user);
var migration = builder.AddMigration(database);
var api = builder.AddApi(options, database, messaging, migration);
var gateway = builder.AddGateway(options, messaging, api);
builder.AddWeb(options, api, gateway);

api.WithStreams(gateway);
builder.AddCompose();
builder.Build().Run();
