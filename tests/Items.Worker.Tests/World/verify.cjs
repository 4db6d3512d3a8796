// Verifies requests with the independent package standardwebhooks: a JSON file of [{ secret, headers, body }] in, a JSON array of "ok" or the refusal's words out.
const { readFileSync } = require("node:fs");
const { Webhook } = require("standardwebhooks");

const verdicts = JSON.parse(readFileSync(process.argv[2], "utf8")).map(({ secret, headers, body }) => {
  try {
    new Webhook(secret).verify(body, headers);
    return "ok";
  } catch (error) {
    return error.message;
  }
});
console.log(JSON.stringify(verdicts));
