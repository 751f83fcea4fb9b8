//! Finishes the description of the operations: what is true of all of them is said once, here.

use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Response, ResponseBuilder,
    path::{Operation, Parameter, ParameterIn},
};

/// How problems are sent.
const PROBLEM: &str = "application/problem+json";

/// Gives every problem its media type, and every operation the answers that it shares with others of its kind.
pub(crate) fn finish(api: &mut OpenApi) {
    for item in api.paths.paths.values_mut() {
        let all = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in all.into_iter().flatten() {
            shared(operation);
            for (status, response) in &mut operation.responses.responses {
                if let (true, RefOr::T(it)) = (status.starts_with(['4', '5']), response) {
                    as_problem(it);
                }
            }
        }
    }
}

/// Adds the answers that nobody writes down at each operation.
fn shared(operation: &mut Operation) {
    let body = operation.request_body.is_some();
    let has = |place: ParameterIn| {
        let all = operation.parameters.iter().flatten();
        all.filter_map(|it| if let RefOr::T(Parameter { parameter_in, .. }) = it { Some(parameter_in) } else { None })
            .any(|it| *it == place)
    };
    let (path, query) = (has(ParameterIn::Path), has(ParameterIn::Query) || has(ParameterIn::Header));
    let answers = [
        (true, "401", "not signed in"),
        (true, "403", "not for this role, or sent by another site's page"),
        (path || query, "404", "there is none, or none that the caller may know of"),
        (path || query || body, "422", "a value is missing or wrong"),
        (body, "400", "the body is not what it says it is"),
        (body, "408", "the body hardly came"),
        (body, "413", "too large"),
        (body, "415", "of a kind that is not taken"),
        (body, "507", "the disk is full: nothing was saved, reading goes on"),
        (true, "503", "too many at once; try again"),
    ];
    for (_, status, description) in answers.into_iter().filter(|it| it.0) {
        let problem = ResponseBuilder::new().description(description).content(PROBLEM, content()).build();
        operation.responses.responses.entry(status.to_owned()).or_insert(RefOr::T(problem));
    }
}

fn content() -> Content {
    Content::new(Some(Ref::from_schema_name("Problem")))
}

fn as_problem(response: &mut Response) {
    if let Some(it) = response.content.shift_remove("application/json") {
        response.content.insert(PROBLEM.to_owned(), it);
    }
    if response.content.is_empty() {
        response.content.insert(PROBLEM.to_owned(), RefOr::T(content()));
    }
}
