SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  queryConfigEnabled: false,
  showExtensions: true,
  validatorUrl: null,
});
